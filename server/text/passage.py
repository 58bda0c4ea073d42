"""One paragraph as running text, and where in the document each piece of it stands.

The text is what a reader reads: markup left out, soft line breaks as spaces. Pieces that belong to the
sentence without being language (a file name, an address) are in it too, and marked.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from server.text.document import Place
from server.text.words import Span


@dataclass(frozen=True)
class Piece:
    """A stretch of one line."""

    line: int
    column: int
    text: str
    opaque: bool = False
    """Whether it is code or an address: part of the sentence, nothing to look up."""
    width: int | None = None
    """How many columns it takes where the document writes it otherwise: `&uuml;` is one letter."""

    @property
    def end(self) -> int:
        """The first column behind it."""
        return self.column + (len(self.text) if self.width is None else self.width)


class Passage:
    """The pieces of a paragraph, in reading order."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = [piece for piece in pieces if piece.text]
        self._starts = [0, *accumulate(len(piece.text) for piece in self._pieces)]
        self.text = "".join(piece.text for piece in self._pieces)

    def offset_at(self, place: Place) -> int | None:
        """Where in the text a place of the document is; None for one in the markup."""
        behind = None
        for start, piece in zip(self._starts, self._pieces, strict=False):
            if piece.line == place.line:
                if piece.column <= place.column < piece.end:
                    return start + (place.column - piece.column if piece.width is None else 0)
                if place.column == piece.end:
                    behind = start + len(piece.text)
        return behind

    def stretch_of(self, span: Span) -> tuple[Place, Place]:
        """The first place and the end of a stretch of the text that is not empty."""
        first, _ = self._letter(span.start)
        _, end = self._letter(span.end - 1)
        return first, end

    def touches_opaque(self, span: Span) -> bool:
        """Whether a stretch of the text has code or an address in it."""
        first, last = self._index(span.start), self._index(span.end - 1)
        return any(piece.opaque for piece in self._pieces[first : last + 1])

    def _letter(self, offset: int) -> tuple[Place, Place]:
        """Where the letter at `offset` begins and ends."""
        index = self._index(offset)
        piece = self._pieces[index]
        if piece.width is not None:
            return Place(piece.line, piece.column), Place(piece.line, piece.end)
        column = piece.column + offset - self._starts[index]
        return Place(piece.line, column), Place(piece.line, column + 1)

    def _index(self, offset: int) -> int:
        return bisect_right(self._starts, offset, hi=len(self._pieces)) - 1
