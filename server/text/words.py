"""Where a word begins and ends, in any script, with umlauts, hyphens and apostrophes."""

import re
from typing import NamedTuple

# A combining mark belongs to the letter before it: a decomposed “ü” is two code points and still one letter.
_LETTER = r"[^\W_][\u0300-\u036f\ufe0f]*"
# Inside a word, between letters: hyphens (also non-breaking and soft), apostrophes (also typographic).
_JOINT = r"[-\u2010\u2011\u00ad'’]"
_WORD = re.compile(rf"(?:{_LETTER})+(?:{_JOINT}(?:{_LETTER})+)*")


class Span(NamedTuple):
    """A stretch of a text, in code points; `end` is the first that no longer belongs to it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The stretch itself."""
        return text[self.start : self.end]


def words_of(text: str) -> list[Span]:
    """All words, in order; a number alone is not one."""
    return [Span(*match.span()) for match in _WORD.finditer(text) if _has_letter(match[0])]


def word_at(text: str, offset: int) -> Span | None:
    """The word that a cursor at `offset` touches: it stands in it, before it or right behind it."""
    start = offset
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    for match in _WORD.finditer(text, start):
        if match.start() > offset:
            return None
        if offset <= match.end() and _has_letter(match[0]):
            return Span(*match.span())
    return None


def in_casing_of(word: str, model: str) -> str:
    """`word` written as `model` is: in capitals, with a capital, or as it stands."""
    if len(model) > 1 and model.isupper():
        return word.replace("ß", "ẞ").upper()
    if model[:1].isupper():
        return word[:1].upper() + word[1:]
    return word


def _has_letter(word: str) -> bool:
    return any(character.isalpha() for character in word)
