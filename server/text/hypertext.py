"""What of an HTML or XML document is prose: the text between the tags, not scripts, code and attributes.

Inline elements stand inside a sentence; every other element begins a paragraph, unknown ones too.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from server.text.inline import ADDRESS, Inline
from server.text.passage import Piece
from server.text.stretches import Page, Stretch

_INLINE_ELEMENTS = re.compile(
    r"(?:a|abbr|acronym|b|bdi|bdo|big|cite|data|del|dfn|em|font|i|img|ins|label|mark|q|ruby|rb|rp|rt|s|small|span"
    r"|strike|strong|sub|sup|time|u|wbr|emphasis|link|xref|ulink|phrase|quote|g|x|ph|bpt|ept|it|hi|ref)\Z"
)
_CODE_ELEMENTS = "code|kbd|samp|tt|var|literal|filename|command|option|varname|function"
_RAW_ELEMENTS = re.compile(r"(?:script|style|pre|textarea|svg|math|programlisting|screen)\Z")

_MARK = re.compile(r"<!--|<\?|<!\[CDATA\[|<!(?=[A-Za-z])|<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]*)")
_TAG_END = re.compile(r"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+>")
_CODE = re.compile(rf"(?:{_CODE_ELEMENTS})\Z", re.IGNORECASE)
_INLINE = re.compile(
    rf"<(?P<name>{_CODE_ELEMENTS})\b[^<>]*>(?P<opaque_code>.*?)</(?P=name)>"
    r"|<!--.*?-->|<!\[CDATA\[|\]\]>"
    r"|</?[A-Za-z](?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+>"
    r"|(?P<opaque_value>\{\{.*?\}\}|\$\{[^{}]*\})|\{%.*?%\}"
    rf"|(?P<opaque_address>{ADDRESS.pattern})"
    r"|(?P<written>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});)",
    re.IGNORECASE,
)

_REACH = 300_000
"""Characters that are read to get to a line: about 50 ms, once. Behind that we begin at a likely place."""
_GUESSED_LINES = 100
_SPANS = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<pre", "</pre"))

_TEXT, _COMMENT, _INSTRUCTION, _TAG = "", "-->", "?>", ">"


class State(NamedTuple):
    """What a line begins in."""

    inside: str
    """Nothing, the mark that ends a comment, an instruction or a tag, or an element that holds no prose."""
    broken: bool
    """Whether the text so far ends a paragraph."""


class Hypertext:
    """HTML, XML and what is written like them."""

    is_code = False
    first = State(_TEXT, True)
    reach: int | None = _REACH
    inline = Inline(_INLINE, html.unescape)

    def notes(self, lines: Sequence[str], number: int, note: State) -> Iterator[tuple[State, int]]:
        """As `Format`."""
        for current in range(number, len(lines)):
            yield note, 1
            note, _ = _read(note, lines[current])

    def begins(self, note: State) -> bool:
        """As `Format`."""
        return True

    def agree(self, note: State, other: State) -> bool:
        """As `Format`."""
        return note == other

    def guess(self, lines: Sequence[str], number: int) -> tuple[int, State]:
        """As `Format`: a line some way above that a tag begins, out of any element of no prose."""
        start = max(0, number - _GUESSED_LINES)
        while start > 0 and number - start < 2 * _GUESSED_LINES and not lines[start].lstrip().startswith("<"):
            start -= 1
        above = "".join(lines[max(0, start - 10 * _GUESSED_LINES) : start])
        for opening, closing in _SPANS:
            opened = above.rfind(opening)
            if opened > above.rfind(closing):
                return start - above.count("\n", opened), self.first
        return start, self.first

    def stretches(self, page: Page[State], number: int) -> list[Stretch]:
        """As `Format`."""
        _, found = _read(page.note(number), page.content(number))
        return found

    def pieces(self, number: int, column: int, text: str) -> list[Piece]:
        """As `Format`."""
        return self.inline.pieces(number, column, text)

    def spelled(self, text: str, offset: int) -> str:
        """As `Format`."""
        return html.escape(text[offset], quote=False)


def _read(state: State, line: str) -> tuple[State, list[Stretch]]:
    """The state behind a line that begins in `state`, and the prose on it."""
    inside, broken = state
    line = line.rstrip("\r\n")
    found: list[Stretch] = []
    position = 0
    while True:
        inside, position = _end(inside, line, position)
        if inside:
            return State(inside, broken), found
        begin = position
        breaks = False
        stop = len(line)
        for mark in _marks(line, begin):
            inside, position, breaks = _markup(mark, line)
            if inside or breaks:
                stop = mark.start()
                break
        else:
            position = len(line)
        if text := line[begin:stop].strip():
            start = line.index(text, begin)
            found.append(Stretch(start, start + len(text), not broken))
            broken = False
        broken = broken or breaks
        if not inside and position == len(line):
            return State(_TEXT, broken), found


def _marks(line: str, position: int) -> Iterator[re.Match[str]]:
    """The marks that markup begins with, those inside other markup left out."""
    while match := _MARK.search(line, position):
        yield match
        _, position, _ = _markup(match, line)


def _markup(mark: re.Match[str], line: str) -> tuple[str, int, bool]:
    """What the line is inside at its end because of a mark, where that ends, whether it breaks the text."""
    name = (mark["name"] or "").lower()
    if not name:
        if mark[0].startswith("<![CDATA["):
            return _TEXT, mark.end(), False
        kind = _COMMENT if mark[0] == "<!--" else _INSTRUCTION if mark[0] == "<?" else _TAG
        inside, position = _end(kind, line, mark.end())
        return inside, position, kind != _COMMENT
    is_code = _CODE.match(name) is not None
    breaks = not is_code and not _INLINE_ELEMENTS.match(name)
    holds_no_prose = not mark["end"] and (is_code or _RAW_ELEMENTS.match(name) is not None)
    inside, position = _end(_TAG + name if holds_no_prose else _TAG, line, mark.end())
    return inside, position, breaks


def _end(inside: str, line: str, position: int) -> tuple[str, int]:
    """What the line is inside at its end, and where what it was inside at `position` ends."""
    if inside in (_COMMENT, _INSTRUCTION):
        end = line.find(inside, position)
        return (_TEXT, end + len(inside)) if end >= 0 else (inside, len(line))
    if inside.startswith(_TAG):
        match = _TAG_END.match(line, position)
        end = match.end() if match else line.find(">", position) + 1
        if not end:
            return inside, len(line)
        inside = "" if line[end - 2] == "/" else inside.removeprefix(_TAG)
        position = end
    if inside:
        match = re.compile(rf"</{re.escape(inside)}\b[^>]*>?", re.IGNORECASE).search(line, position)
        return (_TEXT, match.end()) if match else (inside, len(line))
    return _TEXT, position
