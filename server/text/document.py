"""What an open document holds, line by line, kept in step with the client's edits.

pygls brings a document of its own. This one differs in three ways: it breaks lines where the protocol does
and nowhere else (Python's `splitlines` also breaks at form feeds and Unicode separators, which would shift
every position below), it clamps positions past the end of a line to that end, and an edit costs what it
touches instead of the whole text.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeVar
from urllib.parse import unquote

from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument, Workspace

from server.text.positions import Encoding, column_at, units_before

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Place(NamedTuple):
    """A place in a document, in lines and code points, both from 0."""

    line: int
    column: int


class Follower(Protocol):
    """Something worked out from the lines of a document, which an edit may change."""

    def replaced(self, first: int, end: int, count: int) -> None:
        """The lines from `first` on, before `end`, have become `count` others."""


F = TypeVar("F", bound=Follower)


class Document(TextDocument):
    """An open document. It always has a last line without a line break, which may be empty."""

    def __init__(
        self,
        uri: str,
        source: str = "",
        version: int | None = None,
        language_id: str | None = None,
        encoding: Encoding = Encoding.Utf16,
    ) -> None:
        try:
            super().__init__(uri, None, version, language_id, position_codec=PositionCodec(encoding))
        except ValueError:  # pygls looks for a path in the address, which some are not made for: zz://[
            super().__init__("", None, version, language_id, position_codec=PositionCodec(encoding))
            self.uri = uri
        self.encoding = encoding
        self.revision = 0
        """Raised by every edit."""
        self._lines = _split(source)
        self._followers: dict[type[Follower], Follower] = {}

    def followed_by(self, kind: type[F], make: Callable[["Document"], F]) -> F:
        """The follower of a kind, made when it is first asked for and told of every edit from then on."""
        follower = self._followers.get(kind)
        if not isinstance(follower, kind):
            follower = self._followers[kind] = make(self)
        return follower

    @property
    def lines(self) -> Sequence[str]:
        """The lines with their line breaks; not to be kept across edits."""
        return self._lines

    @property
    def source(self) -> str:
        """The whole text."""
        return "".join(self._lines)

    def content(self, line: int) -> str:
        """One line without its line break."""
        return self._lines[line].rstrip("\r\n")

    def place(self, position: types.Position) -> Place:
        """Where a position of the client is; past the end of a line or of the text, the end of it."""
        if position.line >= len(self._lines):
            return Place(len(self._lines) - 1, len(self._lines[-1]))
        return Place(position.line, column_at(self.content(position.line), position.character, self.encoding))

    def position(self, place: Place) -> types.Position:
        """A place as the client counts it."""
        units = units_before(self.content(place.line), place.column, self.encoding)
        return types.Position(place.line, units)

    def range(self, start: Place, end: Place) -> types.Range:
        """The stretch between two places as the client counts it."""
        return types.Range(self.position(start), self.position(end))

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Applies one edit, of a stretch or of the whole."""
        self.revision += 1
        if not isinstance(change, types.TextDocumentContentChangePartial):
            self._replace(0, len(self._lines), _split(change.text))
            return
        start, end = self.place(change.range.start), self.place(change.range.end)
        if end < start:
            start, end = end, start
        first = start.line
        text = self._lines[start.line][: start.column] + change.text + self._lines[end.line][end.column :]
        if first > 0 and text.startswith("\n") and self._lines[first - 1].endswith("\r"):
            first -= 1  # the edit completes a \r\n
            text = self._lines[first] + text
        lines = _split(text)
        if end.line + 1 < len(self._lines):
            lines.pop()  # the text ends with a line break, so the empty last line belongs to what follows
        self._replace(first, end.line + 1, lines)

    def _replace(self, first: int, end: int, lines: list[str]) -> None:
        self._lines[first:end] = lines
        for follower in self._followers.values():
            follower.replaced(first, end, len(lines))


class Documents(Workspace):
    """The documents that the client has open."""

    def open(self, uri: str) -> Document | None:
        """The document at an address, if the client has it open; nothing is ever read from the disk."""
        document = self.text_documents.get(unquote(uri))
        return document if isinstance(document, Document) else None

    def update_text_document(
        self,
        text_doc: types.VersionedTextDocumentIdentifier,
        change: types.TextDocumentContentChangeEvent,
    ) -> None:
        """Applies an edit; one for a document that is not open is passed over."""
        if self.open(text_doc.uri) is not None:
            super().update_text_document(text_doc, change)

    def update_notebook_document(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """As above, for notebooks."""
        if self.get_notebook_document(notebook_uri=params.notebook_document.uri) is not None:
            super().update_notebook_document(params)

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> Document:
        encoding = Encoding(self.position_encoding or Encoding.Utf16)
        # the converter lets any value through where the protocol has “one of these strings, or another”
        language = language_id if isinstance(language_id, str) else None
        return Document(doc_uri, source or "", version, language, encoding)


def _split(text: str) -> list[str]:
    """The lines of a text with their line breaks, and a last one without, which may be empty."""
    lines = _LINE.findall(text)
    if not lines or lines[-1].endswith(("\r", "\n")):
        lines.append("")
    return lines
