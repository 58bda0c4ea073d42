"""Which text a reader sees at a place of a document: its paragraph, without markup, code and addresses."""

from typing import Any

from server.text.document import Document, Place
from server.text.formats import format_of
from server.text.passage import Passage, Piece
from server.text.stretches import Page, Stretch

REACH = 2_000
"""How far a paragraph is read in each direction, in characters: more than any sentence needs."""


def passage_at(document: Document, place: Place) -> Passage | None:
    """The paragraph at a place, or None where there is no prose."""
    page = page_of(document)
    pieces: list[Piece] = []
    behind: Stretch | None = None
    for number, stretch in _paragraph(page, place):
        if behind is not None:
            pieces.append(Piece(number - 1, behind.end, " "))
        text = page.content(number)[stretch.start : stretch.end]
        pieces += page.format.pieces(number, stretch.start, text)
        behind = stretch
    return Passage(pieces) if behind is not None else None


def page_of(document: Document) -> Page[Any]:
    """The document as its format reads it, kept as long as the document is open."""
    return document.followed_by(Page, lambda document: Page(document, format_of(document)))


def _paragraph(page: Page[Any], place: Place) -> list[tuple[int, Stretch]]:
    """The lines of the paragraph at a place, in order, at most `REACH` to each side; none outside prose."""
    stretches = page.stretches(place.line)
    if not stretches:
        return []
    index = _nearest(stretches, place.column)
    found = [(place.line, stretches[index])]
    above = REACH - (place.column - stretches[index].start)
    first, is_first = place.line, index == 0
    while above > 0 and is_first and found[0][1].goes_on and (upper := page.stretches(first - 1)):
        first -= 1
        found.insert(0, (first, upper[-1]))
        above -= upper[-1].end - upper[-1].start + 1
        is_first = len(upper) == 1
    below = REACH - (stretches[index].end - place.column)
    last, is_last = place.line, index == len(stretches) - 1
    while below > 0 and is_last and last + 1 < len(page):
        lower = page.stretches(last + 1)
        if not lower or not lower[0].goes_on:
            break
        last += 1
        found.append((last, lower[0]))
        below -= lower[0].end - lower[0].start + 1
        is_last = len(lower) == 1
    return _clipped(page, found, max(0, -above), max(0, -below))


def _clipped(
    page: Page[Any], found: list[tuple[int, Stretch]], above: int, below: int
) -> list[tuple[int, Stretch]]:
    """The lines without what is too far above and below, in characters, to the end of a word."""
    if above:
        number, stretch = found[0]
        start = _space_after(page.content(number), stretch.start + above, stretch.end)
        found[0] = number, stretch._replace(start=start)
    if below:
        number, stretch = found[-1]
        end = _space_before(page.content(number), stretch.end - below, stretch.start)
        found[-1] = number, stretch._replace(end=end)
    return found


def _nearest(stretches: list[Stretch], column: int) -> int:
    """The number of the stretch that a column lies in, or else the next one before it, or else the first."""
    index = 0
    for number, stretch in enumerate(stretches):
        if stretch.start <= column:
            index = number
    return index


def _space_after(content: str, column: int, end: int) -> int:
    """The first column from `column` on that a word does not reach across."""
    while column < end and not content[column].isspace():
        column += 1
    return column


def _space_before(content: str, column: int, start: int) -> int:
    while column > start and not content[column].isspace():
        column -= 1
    return column
