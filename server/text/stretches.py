"""What a kind of document has to say about its lines, so that the prose in it is found."""

from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from server.text.document import Document
from server.text.passage import Piece


class Stretch(NamedTuple):
    """Prose on one line, in code points; `end` is the first that no longer belongs to it."""

    start: int
    end: int
    goes_on: bool
    """Whether it goes on with the paragraph of the last stretch of the line above."""


N = TypeVar("N")


def effort(line: str) -> int:
    """How long a line takes to read, in characters.

    An empty one takes its time too, and many in a row take Pygments more than their number.
    """
    return max(len(line), _LEAST_EFFORT)


class Format(Protocol[N]):
    """A kind of document.

    Reading goes from line to line. What has to be known at the beginning of one, an open code fence for
    example, is its note.
    """

    @property
    def is_code(self) -> bool:
        """Whether its text stands among what a program reads."""

    @property
    def first(self) -> N:
        """The note of the first line."""

    @property
    def reach(self) -> int | None:
        """How many characters may be read to find a line's note before it is guessed; None: any number."""

    def notes(self, lines: Sequence[str], number: int, note: N) -> Iterator[tuple[N, int]]:
        """The notes of line `number`, which has this one, and of all lines after it.

        Each comes with the number of lines in a row that have it.
        """

    def begins(self, note: N) -> bool:
        """Whether reading can begin at a line with this note."""

    def agree(self, note: N, other: N) -> bool:
        """Whether what follows a line is the same with either note."""

    def guess(self, lines: Sequence[str], number: int) -> tuple[int, N]:
        """A line before line `number` at which reading can probably begin, and its note."""

    def stretches(self, page: "Page[N]", number: int) -> list[Stretch]:
        """The prose on a line, in order."""

    def pieces(self, number: int, column: int, text: str) -> list[Piece]:
        """What a reader sees of prose on line `number` that begins at `column`."""

    def spelled(self, text: str, offset: int) -> str:
        """How the character at `offset` of a text is written, so that it reads as it is."""


_LEAST_EFFORT = 30
"""Of an empty line."""
_FURTHER = 10
"""Lines that are read behind the one that was asked for, to get past an edit to where nothing has changed."""


class Page(Generic[N]):
    """A document as a format reads it. Notes are kept across edits, as far as they stay right."""

    def __init__(self, document: Document, format: Format[N]) -> None:
        self._document = document
        self.format = format
        self._notes: list[N] = []
        # Right are the notes before `_sound`. Those from `_old` on were right before the last edits and are
        # again from the first line on where a new note agrees with them.
        self._sound = self._old = 0
        self._guessed: dict[int, N] = {}

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._document.lines)

    def content(self, number: int) -> str:
        """One line without its line break."""
        return self._document.content(number)

    def stretches(self, number: int) -> list[Stretch]:
        """The prose on a line, in order."""
        return self.format.stretches(self, number)

    def note(self, number: int) -> N:
        """What has to be known at the beginning of a line."""
        while number >= self._sound:
            if number in self._guessed:
                return self._guessed[number]
            if not self._read(number):
                return self._guess(number)
        return self._notes[number]

    def replaced(self, first: int, end: int, count: int) -> None:
        """As `Follower`."""
        self._guessed.clear()
        if first >= len(self._notes):
            return
        if self._old == self._sound:  # all that is known was right, up to this edit
            self._old = 0
        old = max(self._old, end) + count - (end - first)
        # what stands in the place of notes yet to be read is never looked at
        self._notes[first:end] = [self.format.first] * count
        self._old = min(old, len(self._notes))
        # an edit may end what a line above it opened
        self._sound, _ = self._beginning(min(self._sound, first))

    def _read(self, number: int) -> bool:
        """Reads as far as a line, or to the first note that is still right; False if that is too far."""
        start, beginning = self._beginning(self._sound)
        lines = self._document.lines
        reach = self.format.reach
        if reach is not None and _longer(lines, start, number, reach):
            return False
        for note, count in self.format.notes(lines, start, beginning):
            known = min(count, len(self._notes) - start)
            if any(self._is_settled(current, note) for current in range(start, start + known)):
                return True
            if count > known:
                self._notes += [note] * (count - known)
                self._sound = self._old = len(self._notes)
            start += count
            if self._sound > min(number + _FURTHER, len(lines) - 1):
                return True
        return True

    def _is_settled(self, number: int, note: N) -> bool:
        """Takes the note of a line that had one before; True if all that follow are right as they are."""
        if number < self._sound:
            return False
        if number >= self._old and self.format.agree(note, self._notes[number]):
            self._sound = self._old = len(self._notes)
            return True
        self._notes[number] = note
        self._sound, self._old = number + 1, max(self._old, number + 1)
        return False

    def _beginning(self, end: int) -> tuple[int, N]:
        """The last line before `end` at which reading can begin, and its note."""
        for number in range(end - 1, -1, -1):
            if self.format.begins(self._notes[number]):
                return number, self._notes[number]
        return 0, self.format.first

    def _guess(self, number: int) -> N:
        lines = self._document.lines
        start, beginning = self.format.guess(lines, number)
        for note, count in self.format.notes(lines, start, beginning):
            for current in range(start, min(start + count, number + _FURTHER)):
                self._guessed[current] = note
            start += count
            if start >= number + _FURTHER:
                break
        return self._guessed[number]


def _longer(lines: Sequence[str], start: int, end: int, length: int) -> bool:
    """Whether some lines take longer to read than `length` characters."""
    for line in lines[start:end]:
        length -= effort(line)
        if length < 0:
            return True
    return False
