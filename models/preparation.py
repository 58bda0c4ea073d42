"""How a German sentence is made ready for the default model: parted, spelled out, partly hidden."""

import dataclasses
import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import sentencepiece

from models import clauses, spelling
from models.placeholders import PLACEHOLDERS, Protected, protect
from models.verbatim import Span, number_spans, verbatim_spans

MOST_PIECES = 100
"""A longer sentence is split at clauses: training saw none of more than 120."""

KNOWN = "ÄÖÜäöüß„“”«»‚‘’‹›"
"""Training saw them often enough, even where the vocabulary spells them in bytes."""


class Preparation:
    """Makes sentences ready for a model with a certain vocabulary."""

    def __init__(self, pieces: sentencepiece.SentencePieceProcessor) -> None:
        self._pieces = pieces
        self._is_known = functools.cache(self._has_piece)

    def parts(self, sentence: str) -> Iterator[Span]:
        """The spans of a sentence that the model can take: not too long, and with enough placeholders.

        The mark of an item in a list, or the dash before what somebody says, is a part of its own.
        """
        if lead := _LEAD.match(sentence):
            yield lead.span("mark")
        rest = lead.end() if lead else 0
        for start, end in self._clauses(sentence[rest:]):
            yield rest + start, rest + end

    def protected(self, text: str) -> Protected:
        """A part as the model sees it."""
        return self._protected(text, self._verbatim(text))

    def protected_with_numbers(self, text: str) -> Protected:
        """A part as the model sees it where it has shown that it gets numbers wrong."""
        # numbers last: where there are too few placeholders, they are what can be left to the model
        return self._protected(text, _beside(self._verbatim(text), number_spans(text)))

    def _protected(self, text: str, hidden: Sequence[Span]) -> Protected:
        written = dict(spelling.edits(text))
        edited = _beside(sorted(hidden), written)[len(hidden) :]
        protected = protect(text, hidden, [(span, written[span]) for span in edited])
        if spelling.is_shouted(protected.text):
            return dataclasses.replace(protected, text=_lowered(protected.text), shouted=True)
        return protected

    def _verbatim(self, text: str) -> list[Span]:
        """What is never left to the model.

        Among it are words and marks that it does not know, and of which it would make something up: names
        with letters that neither German nor English has, other scripts, emoji.
        """
        edited = {place for span, _ in spelling.edits(text) for place in range(*span)}
        marked = "".join(
            character if place in edited or self._is_known(character) else _mark_for(character)
            for place, character in enumerate(text)
        )
        unknown = (match.span() for match in _UNKNOWN_RUN.finditer(marked))
        return sorted(_beside(verbatim_spans(text), unknown))

    def _clauses(self, sentence: str) -> Iterator[Span]:
        verbatim = self._verbatim(sentence)
        masked = _masked(sentence, verbatim)  # nothing in there is a place to cut
        offsets = self._pieces.encode(sentence, return_type="offset_mapping")["offsets"]
        verbatim_starts = [start for start, _ in verbatim]
        for start, end in clauses.split(masked, _piece_starts(offsets, verbatim), MOST_PIECES):
            among = slice(bisect_left(verbatim_starts, start), bisect_left(verbatim_starts, end))
            inside = [first - start for first in verbatim_starts[among]]
            for first, last in clauses.split(masked[start:end], inside, len(PLACEHOLDERS)):
                yield start + first, start + last

    def _has_piece(self, character: str) -> bool:
        """Whether the vocabulary has the character, or training saw it often enough all the same."""
        return character in KNOWN or not any(
            _BYTE.fullmatch(piece) for piece in self._pieces.encode(character, return_type=str)
        )


def _beside(spans: Sequence[Span], others: Iterable[Span]) -> list[Span]:
    """The spans, which are in order, and behind them those of the others that overlap none of them."""
    ends = [end for _, end in spans]
    free = [
        (start, end)
        for start, end in others
        if (place := bisect_right(ends, start)) == len(spans) or end <= spans[place][0]
    ]
    return [*spans, *free]


def _mark_for(character: str) -> str:
    return _UNKNOWN_LETTER if character.isalpha() else _UNKNOWN_SIGN


def _masked(text: str, spans: Iterable[Span]) -> str:
    """The text with letters in the place of the spans."""
    masked, done = "", 0
    for start, end in spans:
        masked += text[done:start] + "x" * (end - start)
        done = end
    return masked + text[done:]


def _piece_starts(pieces: Iterable[Span], verbatim: Sequence[Span]) -> list[int]:
    """Where the model's tokens start when each verbatim span has become one."""
    ends = [end for _, end in verbatim]
    outside = (
        start
        for start, _ in pieces
        if (place := bisect_right(ends, start)) == len(verbatim) or start < verbatim[place][0]
    )
    return sorted({*outside, *(start for start, _ in verbatim)})


def _lowered(text: str) -> str:
    """The text in small letters, each in its place."""
    return "".join(character.lower() if len(character.lower()) == 1 else character for character in text)


_LEAD = re.compile(r"\s*(?P<mark>[-*•·–—#>+]{1,6})\s+(?=\S)")
_UNKNOWN_LETTER, _UNKNOWN_SIGN = "\ue000", "\ue001"
"""Take the place of what the model does not know, while it is looked for."""
_UNKNOWN = rf"(?:[^\W\d_]{{0,60}}(?:{_UNKNOWN_LETTER}+[^\W\d_]{{0,60}})+|{_UNKNOWN_SIGN}+)"
_UNKNOWN_RUN = re.compile(f"{_UNKNOWN}(?:[ ,]{{0,2}}{_UNKNOWN})*")
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
