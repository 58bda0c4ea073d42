"""How what must be carried over letter by letter is taken out of the model's hands, and put back.

Before translating, it becomes a placeholder, one token of the vocabulary that the model has learned to copy.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from models.verbatim import Span, english

PLACEHOLDERS = tuple(f"⟦{digit}⟧" for digit in "₁₂₃₄₅₆₇₈")
"""Tokens of the vocabulary; training uses them as it finds the same words on both sides."""

Edit = tuple[Span, str]
"""A span of the source, and what the model is to see in its place."""


@dataclass(frozen=True)
class Protected:
    """A text as the model sees it."""

    text: str
    words: dict[str, str]
    """What stands behind the placeholders."""
    origins: list[Span]
    """For every character of `text`, the span of the source that it stands for."""
    shouted: bool = False
    """Whether the source is in capitals, so that its translation is to be, too."""

    @classmethod
    def plain(cls, text: str) -> Self:
        """A text without placeholders."""
        return cls(text, {}, _one_by_one(0, len(text)))

    def restore(self, text: str) -> tuple[str, list[Span]]:
        """A translation with its placeholders replaced, numbers and dates being written as in English.

        Beside it, for every character of `text`, the span of the result that it stands for.
        """
        result, spans = "", list[Span]()
        for piece in _PLACEHOLDER_OR_CHARACTER.findall(text):
            if piece in self.words:
                written = english(self.words[piece], result)
            else:
                written = piece.upper() if self.shouted else piece
            spans += [(len(result), len(result) + len(written))] * len(piece)
            result += written
        return result, spans

    def kept_in(self, text: str) -> bool:
        """Whether every placeholder stands in `text` as often as in the protected text, and no other does."""
        return sorted(_PLACEHOLDER.findall(text)) == sorted(_PLACEHOLDER.findall(self.text))


def protect(text: str, verbatim: Iterable[Span], edits: Iterable[Edit] = ()) -> Protected:
    """The text with its verbatim spans replaced by placeholders, and edited elsewhere.

    The same words get the same placeholder. When all placeholders are used up, the rest of the spans stays as
    it is. No span may overlap another one.
    """
    placeholder_of: dict[str, str] = {}
    changes: list[Edit] = list(edits)
    for start, end in verbatim:
        words = text[start:end]
        if words not in placeholder_of and len(placeholder_of) < len(PLACEHOLDERS):
            placeholder_of[words] = PLACEHOLDERS[len(placeholder_of)]
        changes.append(((start, end), placeholder_of.get(words, words)))
    result, origins, done = "", list[Span](), 0
    for (start, end), written in sorted(changes):
        result += text[done:start] + written
        origins += _one_by_one(done, start - done) + [(start, end)] * len(written)
        done = end
    return Protected(
        result + text[done:],
        {placeholder: words for words, placeholder in placeholder_of.items()},
        origins + _one_by_one(done, len(text) - done),
    )


def has_words(text: str) -> bool:
    """Whether a text, with placeholders or without, has anything to translate."""
    return bool(_LETTER.search(_PLACEHOLDER.sub("", text)))


def _one_by_one(start: int, count: int) -> list[Span]:
    """The spans of so many characters from `start` on."""
    return [(position, position + 1) for position in range(start, start + count)]


_PLACEHOLDER = re.compile("|".join(PLACEHOLDERS))
_LETTER = re.compile(r"[^\W\d_]")
_PLACEHOLDER_OR_CHARACTER = re.compile(f"{_PLACEHOLDER.pattern}|.", re.DOTALL)
