"""Which words of a translation belong to which words of its source, read off the decoder's attention."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]
"""Start and end, in characters."""

LEAST_SHARE = 0.15
"""A link needs this much of a word's attention."""


def words(text: str) -> list[Span]:
    """The spans of the words, numbers and placeholders in a text; punctuation belongs to no word."""
    return [match.span() for match in _WORD.finditer(text)]


def align(
    attention: NDArray[np.float32],
    source_pieces: Sequence[Span],
    target_pieces: Sequence[Span],
    source: str,
    target: str,
) -> list[tuple[int, int, int, int]]:
    """Spans that belong together: source start and end, target start and end.

    `attention` is [target pieces, source pieces], each row the share of every source piece in one target
    piece. A target word is linked with the source word it attends to most; a source word that is left is
    linked with the target word that attends to it most.
    """
    source_words, target_words = words(source), words(target)
    if not source_words or not target_words:
        return []
    of_source = _membership(source_pieces, source_words)  # [source pieces, source words]
    of_target = _membership(target_pieces, target_words)  # [target pieces, target words]
    shares = of_target.T @ attention @ of_source  # [target words, source words], summed over pieces
    shares /= np.maximum(of_target.sum(0)[:, None], 1)
    links = set()
    for target_word, source_word in enumerate(shares.argmax(1)):
        if shares[target_word, source_word] >= LEAST_SHARE:
            links.add((int(source_word), target_word))
    linked = {source_word for source_word, _ in links}
    for source_word, target_word in enumerate(shares.argmax(0)):
        if source_word not in linked and shares[target_word, source_word] >= LEAST_SHARE:
            links.add((source_word, int(target_word)))
    return [
        (*source_words[source_word], *target_words[target_word]) for source_word, target_word in sorted(links)
    ]


def _membership(pieces: Sequence[Span], of: Sequence[Span]) -> NDArray[np.float32]:
    """1 where a piece overlaps a word, else 0, [pieces, words]."""
    starts, ends = np.array(pieces).reshape(-1, 2).T
    word_starts, word_ends = np.array(of).T
    overlap = np.minimum(ends[:, None], word_ends) - np.maximum(starts[:, None], word_starts)
    result: NDArray[np.float32] = (overlap > 0).astype(np.float32)
    return result


_WORD = re.compile(r"⟦.⟧|\w+(?:[-'’]\w+)*")
