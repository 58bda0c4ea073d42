"""Which English word a German word stands for in aligned sentences: lexical translation probabilities."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from train.corpora.parallel import Pair

ITERATIONS = 5
LONGEST_WORDS = 20
"""Longer sentences say little about a single word, and their links grow with the square of the length."""


@dataclass(frozen=True)
class Association:
    """How strongly a German and an English word, both lower-cased, belong together."""

    german: str
    english: str
    probability: float
    """Of the English word, given the German one."""
    inverse: float
    """Of the German word, given the English one."""
    count: float
    """How often they are expected to be linked in the text."""


def associations(
    pairs: Iterable[Pair], least_probability: float = 0.02, least_count: float = 1.5
) -> list[Association]:
    """The associations of aligned sentences, strongest first for each German word.

    IBM model 1 (Brown et al. 1993, section 4.1) in both directions, on the words that occur twice or more.
    What one direction alone believes in is mostly chance: the count is the geometric mean of the two counts.
    """
    sentences = _tokenised(pairs)
    german = _numbered([words for words, _ in sentences])
    english = _numbered([words for _, words in sentences])
    cells, cell_of_link, german_token, english_token = _links(german, english)
    german_words, english_words = np.divmod(cells, len(english.words))
    # each German token is made by one of the English words, and the other way round
    forward = _model1(cell_of_link, german_token, english_words)
    backward = _model1(cell_of_link, english_token, german_words)
    counts = np.sqrt(forward * backward)
    german_totals = np.bincount(german_words, counts, len(german.words))
    english_totals = np.bincount(english_words, counts, len(english.words))
    probability = counts / np.maximum(german_totals[german_words], 1e-9)
    inverse = counts / np.maximum(english_totals[english_words], 1e-9)
    chosen = np.flatnonzero((probability >= least_probability) & (counts >= least_count))
    order = chosen[np.lexsort((-probability[chosen], german_words[chosen]))]
    return [
        Association(
            german.words[german_words[i]],
            english.words[english_words[i]],
            float(probability[i]),
            float(inverse[i]),
            float(counts[i]),
        )
        for i in order
    ]


@dataclass(frozen=True)
class _Numbered:
    """Sentences as word numbers, end to end."""

    words: list[str]
    numbers: npt.NDArray[np.int64]
    """[tokens]"""
    lengths: npt.NDArray[np.int64]
    """[sentences]"""


def _tokenised(pairs: Iterable[Pair]) -> list[tuple[list[str], list[str]]]:
    sentences = []
    for source, target in pairs:
        german, english = _WORD.findall(source.lower()), _WORD.findall(target.lower())
        if 0 < len(german) <= LONGEST_WORDS and 0 < len(english) <= LONGEST_WORDS:
            sentences.append((german, english))
    return sentences


def _numbered(sentences: list[list[str]]) -> _Numbered:
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for sentence in sentences for word in sentence]
    return _Numbered(
        list(numbers), np.array(flat, dtype=np.int64), np.array([len(s) for s in sentences], dtype=np.int64)
    )


def _links(
    german: _Numbered, english: _Numbered
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Every word of a sentence linked with every word of its translation.

    Gives the distinct word pairs, as `German number * English words + English number`; and for each link the
    index of its word pair, its German token and its English token, all [links].
    """
    links_of_sentence = german.lengths * english.lengths
    sentence = np.repeat(np.arange(len(links_of_sentence)), links_of_sentence)
    first_link = np.cumsum(links_of_sentence) - links_of_sentence
    within = np.arange(len(sentence)) - first_link[sentence]
    german_start = np.cumsum(german.lengths) - german.lengths
    english_start = np.cumsum(english.lengths) - english.lengths
    german_token = german_start[sentence] + within // english.lengths[sentence]
    english_token = english_start[sentence] + within % english.lengths[sentence]
    frequent = (np.bincount(german.numbers)[german.numbers] >= 2)[german_token]
    frequent &= (np.bincount(english.numbers)[english.numbers] >= 2)[english_token]
    german_token, english_token = german_token[frequent], english_token[frequent]
    pair = german.numbers[german_token] * len(english.words) + english.numbers[english_token]
    cells, cell_of_link = np.unique(pair, return_inverse=True)
    return cells, cell_of_link, german_token, english_token


def _model1(
    cell_of_link: npt.NDArray[np.int64],
    token_of_link: npt.NDArray[np.int64],
    condition: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """The expected number of links of each word pair, every token being made by one word of the other side.

    `condition` is the conditioning word of each word pair [pairs].
    """
    probability: npt.NDArray[np.float64] = np.ones(len(condition))
    expected: npt.NDArray[np.float64] = probability
    for _ in range(ITERATIONS):
        share = probability[cell_of_link]
        share /= np.bincount(token_of_link, share)[token_of_link]
        expected = np.bincount(cell_of_link, share, len(condition)).astype(np.float64)
        probability = expected / np.bincount(condition, expected)[condition]
    return expected


_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
