"""Where a paragraph begins, in the formats that are written line by line."""

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

from server.text.inline import Inline
from server.text.passage import Piece
from server.text.stretches import Page, Stretch

S = TypeVar("S", bound=Hashable)

# What stands before the text of a line: indentation, quotation signs, a list item's mark, a check box.
QUOTATION = re.compile(r"\s*(?:>\s?)*")
ITEM = re.compile(r"\s*(?:[-*+•–]|(?P<number>\d{1,9})[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
RULE = re.compile(r"\s*(?:[-=*_~]\s*){3,}")
NOTHING = re.compile(r"(?!)")

_GUESSED_LINES = 100
_SMALLEST_PORTION, _LARGEST_PORTION = 16, 4_096
"""Lines that are searched at once."""


@dataclass(frozen=True)
class Marks:
    """What stands before the text of a line, as patterns."""

    quotation: re.Pattern[str] = QUOTATION
    """Stands before every line of a paragraph; those with other signs are other paragraphs."""
    item: re.Pattern[str] = ITEM
    """Stands before the first line of an item. A group `number` holds its number, if it has one."""
    heading: re.Pattern[str] = NOTHING
    """Stands before a line that is a paragraph of its own."""
    opening: re.Pattern[str] = NOTHING
    """What else begins a paragraph, and is no part of it."""
    gap: re.Pattern[str] = RULE
    """A whole line between paragraphs."""
    any_number: bool = False
    """Whether a number other than 1 is an item's mark too. In plain text “3. Oktober” is rather a date."""
    row: re.Pattern[str] = NOTHING
    """A whole line that is a row of a table."""
    cell: re.Pattern[str] = re.compile(r"(?<!\\)\|")
    """Stands between the cells of a row."""


class LineFormat(Generic[S]):
    """A format whose paragraphs consist of whole lines; the note of a line is the state it begins in."""

    is_code = False
    reach: int | None = 2_000_000  # 20 to 150 ms, once
    marks = Marks()
    inline = Inline(NOTHING)
    first: S
    usual: S
    """The state that most lines begin in."""
    fences: tuple[str, ...] = ()
    """What lines begin with that enclose what is no prose."""
    lasting: frozenset[S] = frozenset()
    """The states that stay the same across all lines in which `trigger` is not found."""
    trigger: re.Pattern[str] | None = None

    def read(self, state: S, line: str) -> tuple[S, bool]:
        """The state behind a line that begins in `state`, and whether the line is prose."""
        raise NotImplementedError

    def notes(self, lines: Sequence[str], number: int, note: S) -> Iterator[tuple[S, int]]:
        """As `Format`."""
        while number < len(lines):
            if note in self.lasting:
                for count in _lines_without(self.trigger, lines, number):
                    yield note, count
                    number += count
                if number == len(lines):
                    return
            yield note, 1
            note, _ = self.read(note, lines[number])
            number += 1

    def begins(self, note: S) -> bool:
        """As `Format`."""
        return True

    def agree(self, note: S, other: S) -> bool:
        """As `Format`."""
        return note == other

    def guess(self, lines: Sequence[str], number: int) -> tuple[int, S]:
        """As `Format`: an empty line some way above, or the fence that is open there."""
        start = max(0, number - _GUESSED_LINES)
        while start > 0 and number - start < 2 * _GUESSED_LINES and lines[start].strip():
            start -= 1
        above = "".join(lines[:start])
        for fence in self.fences:
            if (above.startswith(fence) + above.count(f"\n{fence}")) % 2:
                return start - above.count("\n", above.rfind(f"\n{fence}") + 1), self.usual
        return start, self.usual

    def stretches(self, page: Page[S], number: int) -> list[Stretch]:
        """As `Format`."""
        if self._is_gap(page, number):
            return []
        content = page.content(number)
        goes_on = number > 0 and not self._is_gap(page, number - 1)
        goes_on = goes_on and not self.breaks(page.content(number - 1), content)
        start = self.prefix(content, begins=not goes_on)
        end = max(start, self.text_end(content))
        if self.marks.row.fullmatch(content):
            return self._cells(content, start, end)
        return [Stretch(start, end, goes_on)]

    def pieces(self, number: int, column: int, text: str) -> list[Piece]:
        """As `Format`."""
        return self.inline.pieces(number, column, text)

    def spelled(self, text: str, offset: int) -> str:
        """As `Format`."""
        return text[offset]

    def is_text(self, content: str) -> bool:
        """Whether there is any text on a line: it is not empty, and no rule."""
        text = content[len(self._quotation(content)) :]
        return bool(text) and not text.isspace() and not self.marks.gap.fullmatch(text)

    def breaks(self, before: str, content: str) -> bool:
        """Whether a line of prose begins a paragraph although the line before it is prose too."""
        quotation, quotation_before = self._quotation(content), self._quotation(before)
        if "".join(quotation.split()) != "".join(quotation_before.split()):
            return True
        if self.marks.row.fullmatch(content) or self.marks.row.fullmatch(before):
            return True
        text, text_before = content[len(quotation) :], before[len(quotation_before) :]
        if self.marks.heading.match(text) or self.marks.heading.match(text_before):
            return True
        if self.marks.opening.match(text):
            return True
        item = self.marks.item.match(text)
        # “am\n3. Oktober” is no list: a number begins one only if it is the first, or goes on with one
        return item is not None and (_may_begin(item) or self.marks.item.match(text_before) is not None)

    def prefix(self, content: str, begins: bool) -> int:
        """How many characters before the text of a line, which may begin its paragraph, are no part of it."""
        position = len(self._quotation(content))
        if not begins:
            return position
        item = self.marks.item.match(content, position)
        if item is not None and (self.marks.any_number or _may_begin(item)):
            position = item.end()
        for mark in (self.marks.heading, self.marks.opening):
            if match := mark.match(content, position):
                position = match.end()
        return position

    def text_end(self, content: str) -> int:
        """Where the text of a line ends."""
        return len(content)

    def _cells(self, content: str, start: int, end: int) -> list[Stretch]:
        """The cells of a row that hold anything, each a paragraph."""
        ends = [*(match.span() for match in self.marks.cell.finditer(content, start, end)), (end, end)]
        cells = []
        for stop, begin in ends:
            if text := content[start:stop].strip():
                column = content.index(text, start)
                cells.append(Stretch(column, column + len(text), False))
            start = begin
        return cells

    def _is_gap(self, page: Page[S], number: int) -> bool:
        """Whether a line separates paragraphs: empty, a rule, or no prose at all."""
        content = page.content(number)
        if not self.is_text(content):
            return True
        _, is_prose = self.read(page.note(number), content)
        return not is_prose

    def _quotation(self, content: str) -> str:
        match = self.marks.quotation.match(content)
        return match[0] if match else ""


def _may_begin(item: re.Match[str]) -> bool:
    """Whether an item can be the first of a list."""
    return item.groupdict().get("number") in (None, "1")


def _lines_without(trigger: re.Pattern[str] | None, lines: Sequence[str], number: int) -> Iterator[int]:
    """How many lines from `number` on hold no trigger, in portions: many at once are searched fastest."""
    if trigger is None:
        yield len(lines) - number
        return
    portion = _SMALLEST_PORTION
    while number < len(lines):
        some = lines[number : number + portion]
        match = trigger.search("".join(some))
        if match:
            ends = list(accumulate(map(len, some)))
            if count := bisect_right(ends, match.start()):
                yield count
            return
        yield len(some)
        number += len(some)
        portion = min(2 * portion, _LARGEST_PORTION)
