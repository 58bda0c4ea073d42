"""Which text a reader sees at a place of a document: its paragraph, without markup, code and addresses.

Markdown is understood as Markdown; everything else is read as plain text.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath

from server.text import markdown
from server.text.document import Document, Place
from server.text.markdown import ADDRESS
from server.text.passage import Passage, Piece

REACH = 2_000
"""How far a paragraph is read in each direction, in characters: more than any sentence needs."""

_MARKDOWN_LANGUAGES = frozenset({"markdown", "mdx", "quarto", "rmd", "gfm"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd"})

# What stands before the text of a line: indentation, quotation signs, a list item's mark, a check box, a
# heading's mark.
_QUOTATION = re.compile(r"\s*(?:>\s?)*")
_ITEM = re.compile(r"\s*(?:[-*+•–]|(?P<number>\d{1,9})[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
_HEADING = re.compile(r"#{1,6}\s+")
_RULE = re.compile(r"\s*(?:[-=*_~]\s*){3,}")


def passage_at(document: Document, place: Place) -> Passage | None:
    """The paragraph at a place, or None where there is no prose."""
    reader = _Reader(document)
    if reader.is_gap(place.line):
        return None
    pieces: list[Piece] = []
    for line, start, end in reader.stretch_round(place):
        if pieces:
            pieces.append(Piece(line - 1, len(document.content(line - 1)), " "))
        pieces += reader.pieces(line, start, end)
    return Passage(pieces)


class _Reader:
    """One look at a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._is_markdown = _is_markdown(document)
        self._code = markdown.code_lines(document) if self._is_markdown else frozenset[int]()

    def is_gap(self, line: int) -> bool:
        """Whether a line separates paragraphs: empty, a rule, or no prose at all."""
        content = self._document.content(line)
        text = content[len(_quotation(content)) :]
        return line in self._code or not text or text.isspace() or _RULE.fullmatch(text) is not None

    def stretch_round(self, place: Place) -> Iterator[tuple[int, int, int]]:
        """Line, start and end of each line of the paragraph, in order, at most `REACH` to each side."""
        first, last = place.line, place.line
        above = REACH - place.column
        while above > 0 and first > 0 and not self._begins_paragraph(first):
            first -= 1
            above -= len(self._document.lines[first])
        below = REACH - (len(self._document.content(place.line)) - place.column)
        while below > 0 and last + 1 < len(self._document.lines) and not self._begins_paragraph(last + 1):
            last += 1
            below -= len(self._document.lines[last])
        for line in range(first, last + 1):
            content = self._document.content(line)
            start, end = self._prefix(content, begins=line == first), len(content)
            if line == first and above < 0:
                start = max(start, _space_after(content, -above))
            if line == last and below < 0:
                end = _space_before(content, end + below)
            yield line, start, max(start, end)

    def pieces(self, line: int, start: int, end: int) -> list[Piece]:
        """The text of a stretch of one line."""
        text = self._document.content(line)[start:end]
        if self._is_markdown:
            return markdown.pieces(line, start, text)
        pieces, position = [], 0
        for match in ADDRESS.finditer(text):
            pieces.append(Piece(line, start + position, text[position : match.start()]))
            pieces.append(Piece(line, start + match.start(), match[0], opaque=True))
            position = match.end()
        pieces.append(Piece(line, start + position, text[position:]))
        return pieces

    def _begins_paragraph(self, line: int) -> bool:
        """Whether a line does not go on with the paragraph of the line before it, which is prose or a gap."""
        if self.is_gap(line) or self.is_gap(line - 1):
            return True
        content, previous = self._document.content(line), self._document.content(line - 1)
        quotation, before = _quotation(content), _quotation(previous)
        if quotation.count(">") != before.count(">"):
            return True
        text, text_before = content[len(quotation) :], previous[len(before) :]
        if self._is_markdown and (_HEADING.match(text) or _HEADING.match(text_before)):
            return True
        item = _ITEM.match(text)
        # “am\n3. Oktober” is no list: a number begins one only if it is the first, or goes on with one
        return item is not None and (item["number"] in (None, "1") or _ITEM.match(text_before) is not None)

    def _prefix(self, content: str, begins: bool) -> int:
        """How many characters before the text of a line, which may begin its paragraph, are no part of it."""
        position = len(_quotation(content))
        if not begins:
            return position
        item = _ITEM.match(content, position)
        # in plain text “3. Oktober” is more likely a date than the third of a list
        if item is not None and (self._is_markdown or item["number"] in (None, "1")):
            position = item.end()
        if self._is_markdown and (heading := _HEADING.match(content, position)):
            position = heading.end()
        return position


def _is_markdown(document: Document) -> bool:
    suffix = PurePath(document.filename or "").suffix.lower()
    return document.language_id in _MARKDOWN_LANGUAGES or suffix in _MARKDOWN_SUFFIXES


def _quotation(content: str) -> str:
    match = _QUOTATION.match(content)
    return match[0] if match else ""


def _space_after(content: str, column: int) -> int:
    """The first column from `column` on that a word does not reach across."""
    while column < len(content) and not content[column].isspace():
        column += 1
    return column


def _space_before(content: str, column: int) -> int:
    while column > 0 and not content[column].isspace():
        column -= 1
    return column
