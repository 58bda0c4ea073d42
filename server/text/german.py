"""Where the German of a document is: at a place, in a selection, in the whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.text.document import Document, Place
from server.text.language import is_german
from server.text.passage import Passage
from server.text.prose import REACH, passage_at
from server.text.sentences import sentence_at, sentences_of
from server.text.words import Span, word_at

LONGEST_SENTENCE = 1_000
"""Characters. What is longer is no sentence, and would hold up the model for seconds."""

LONGEST_SELECTION = 50_000
"""Characters: some 25 pages, which are read in a fifth of a second. A whole document is read in portions."""


@dataclass(frozen=True)
class Excerpt:
    """An excerpt of a paragraph: a German sentence, or a part of one."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        """What a reader reads there."""
        return self.span.of(self.passage.text)

    @property
    def places(self) -> tuple[Place, Place]:
        """Where it begins and ends in the document."""
        return self.passage.stretch_of(self.span)

    @property
    def opaque(self) -> list[Span]:
        """Where code and addresses are in it, in characters of its text."""
        if not self.passage.touches_opaque(self.span):
            return []
        spans: list[Span] = []
        for offset in range(self.span.start, self.span.end):
            if self.passage.touches_opaque(Span(offset, offset + 1)):
                start = offset - self.span.start
                if spans and spans[-1].end == start:
                    start = spans.pop().start
                spans.append(Span(start, offset + 1 - self.span.start))
        return spans


@dataclass(frozen=True)
class Reading:
    """A word and the German sentence it stands in."""

    word: Excerpt
    sentence: Excerpt

    @property
    def word_in_sentence(self) -> Span:
        """Where the word is in the text of the sentence."""
        start = self.sentence.span.start
        return Span(self.word.span.start - start, self.word.span.end - start)


def reading_at(document: Document, place: Place) -> Reading | None:
    """The word and the sentence at a place; None where there is no word of a German sentence."""
    passage = passage_at(document, place)
    offset = passage.offset_at(place) if passage else None
    if passage is None or offset is None:
        return None
    word, sentence = word_at(passage.text, offset), sentence_at(passage.text, offset)
    if word is None or sentence is None or passage.touches_opaque(word):
        return None
    if not is_german(sentence.of(passage.text)):
        return None
    return Reading(Excerpt(passage, word), Excerpt(passage, sentence))


def paragraphs_in(document: Document, start: Place, end: Place) -> Iterator[list[Excerpt]]:
    """The German sentences that a part of a document touches, one list a paragraph; some lists are empty.

    The document must stay as it is meanwhile.
    """
    place = start
    while (passage := _next_passage(document, place, end)) is not None:
        _, last = passage.stretch_of(Span(0, len(passage.text)))
        sentences = [
            Excerpt(passage, span)
            for span in sentences_of(passage.text)
            if passage.stretch_of(span)[1] > place and passage.stretch_of(span)[0] < end
        ]
        if last <= place:  # nothing of it is new
            last = Place(place.line + 1, 0)
        elif len(sentences) > 1 and _goes_on(document, passage, last):
            last = sentences.pop().places[0]  # cut off, maybe; read again from its beginning
        yield [sentence for sentence in sentences if is_german(sentence.text)]
        place = last


def is_longer_than_a_selection(document: Document, start: Place, end: Place) -> bool:
    """Whether a part of a document is too long to be read at once; counted in whole lines."""
    length = 0
    for line in range(start.line, end.line + 1):
        length += len(document.lines[line])
        if length > LONGEST_SELECTION:
            return True
    return False


def selected(document: Document, start: Place, end: Place) -> list[Excerpt]:
    """The German sentences in a selection, and of those that it cuts the selected part.

    There are none in a selection that is too long.
    """
    parts: list[Excerpt] = []
    if is_longer_than_a_selection(document, start, end):
        return parts
    for sentences in paragraphs_in(document, start, end):
        for sentence in sentences:
            first, last = sentence.span
            while first < last and _place(sentence.passage, first) < start:
                first += 1
            while first < last and _place(sentence.passage, last - 1) >= end:
                last -= 1
            text = sentence.passage.text[first:last]
            first += len(text) - len(text.lstrip())
            last -= len(text) - len(text.rstrip())
            if first < last:
                parts.append(Excerpt(sentence.passage, Span(first, last)))
    return parts


def whole(document: Document) -> tuple[Place, Place]:
    """The beginning and the end of a document."""
    last = len(document.lines) - 1
    return Place(0, 0), Place(last, len(document.content(last)))


def _next_passage(document: Document, place: Place, end: Place) -> Passage | None:
    """The first paragraph with a word that ends behind `place` and begins before `end`."""
    for line in range(place.line, min(end.line, len(document.lines) - 1) + 1):
        content = document.content(line)
        start = place.column if line == place.line else 0
        for word in _WORD.finditer(content, start):
            there = Place(line, word.start())
            if there >= end:
                break
            passage = passage_at(document, there)
            if passage is not None and passage.offset_at(there) is not None:
                return passage
    return None


def _goes_on(document: Document, passage: Passage, last: Place) -> bool:
    """Whether a paragraph was read in part only: what is further than `REACH` from where it was asked for."""
    if len(passage.text) < REACH // 2:
        return False
    again = passage_at(document, last)
    return again is not None and again.stretch_of(Span(0, len(again.text)))[1] > last


def _place(passage: Passage, offset: int) -> Place:
    return passage.stretch_of(Span(offset, offset + 1))[0]


_WORD = re.compile(r"\w+")
