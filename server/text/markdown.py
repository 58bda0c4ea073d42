"""What of a Markdown document is prose: which lines, and which pieces of a line.

Of CommonMark it knows what changes a reader's text: code fences, front matter, HTML comments; code spans,
links, emphasis, tags, addresses and escapes inside a line. A span that crosses a line break is read as text.
"""

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from server.text.document import Document
from server.text.passage import Piece

ADDRESS = re.compile(
    r"(?:https?://|ftp://|file://|www\.)[^\s<>\"“”„]*[^\s<>\"“”„.,;:!?'’()\[\]*_]"  # https://example.org/a
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"  # name@example.org
)

_FENCE = re.compile(r"\s*(?:(?:>|[-*+]|\d+[.)])\s*)*(?P<mark>`{3,}|~{3,})(?P<rest>.*)", re.DOTALL)
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?<!`)(?P<ticks>`++)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|!?\[(?P<label>[^\[\]]*)\](?:\([^()\s]*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|\[[^\[\]]*\])"
    rf"|<?(?P<address>{ADDRESS.pattern})>?"
    r"|(?P<tag></?[A-Za-z][^<>]*>|<!--.*?-->)"
    r"|(?P<emphasis>(?<![\w\\])_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|~~)"
)

_known: WeakKeyDictionary[Document, tuple[int, frozenset[int]]] = WeakKeyDictionary()


def code_lines(document: Document) -> frozenset[int]:
    """The numbers of the lines in code fences, front matter and HTML comments; kept until the next edit."""
    revision, lines = _known.get(document, (-1, frozenset[int]()))
    if revision != document.revision:
        lines = frozenset(_code_lines(document.lines))
        _known[document] = (document.revision, lines)
    return lines


def pieces(line: int, column: int, text: str) -> list[Piece]:
    """The text of one line, or of a stretch of it that begins at `column`, without its markup."""
    found = []
    position = 0
    for match in _INLINE.finditer(text):
        found.append(Piece(line, column + position, text[position : match.start()]))
        position = match.end()
        if match["escaped"]:
            found.append(Piece(line, column + match.start("escaped"), match["escaped"]))
        elif match["label"]:
            found += pieces(line, column + match.start("label"), match["label"])
        for name in ("code", "address"):
            if match[name]:
                found.append(Piece(line, column + match.start(name), match[name], opaque=True))
    found.append(Piece(line, column + position, text[position:]))
    return found


def _code_lines(lines: Sequence[str]) -> set[int]:
    found = set(range(_front_matter_end(lines)))
    fence = comment = ""
    for number in range(len(found), len(lines)):
        line = lines[number]
        if comment:
            found.add(number)
            comment = "" if "-->" in line else comment
        elif fence or "```" in line or "~~~" in line:
            match = _FENCE.match(line)
            mark, rest = (match["mark"], match["rest"]) if match else ("", "")
            if fence:
                found.add(number)
                if mark.startswith(fence) and not rest.strip():
                    fence = ""
            elif mark and "`" not in rest:
                found.add(number)
                fence = mark
        elif line.startswith("<!--") and "-->" not in line:
            found.add(number)
            comment = line
    return found


def _front_matter_end(lines: Sequence[str]) -> int:
    """The number of the first line after the front matter, YAML or TOML; 0 where there is none."""
    mark = lines[0].rstrip()
    if mark in ("---", "+++"):
        for number, line in enumerate(lines[1:], start=1):
            if line.rstrip() == mark or (mark == "---" and line.rstrip() == "..."):
                return number + 1
    return 0
