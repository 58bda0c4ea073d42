"""What of an Org document is prose: which lines, and which pieces of a line.

Source blocks, examples, drawers, keywords, comments and planning lines are left out; links and code in a
line are kept as they are.
"""

import re

from server.text.inline import ADDRESS, Inline
from server.text.paragraphs import RULE, LineFormat, Marks

_BLOCK = re.compile(r"\s*#\+begin_(?P<name>src|example|export|comment)\b", re.IGNORECASE)
_DRAWER = re.compile(r"\s*:[\w-]+:\s*")
_NO_PROSE = re.compile(r"\s*(?:#(?:\s|\+|\Z)|:(?:\s|\Z)|(?:CLOSED|DEADLINE|SCHEDULED|CLOCK):)")
_TITLE = re.compile(r"\s*#\+(?:title|subtitle|caption|description):\s+", re.IGNORECASE)
_HEADING = re.compile(r"\*+\s+(?:(?:TODO|DONE)\s+)?(?:\[#\w\]\s+)?")
_ITEM = re.compile(r"\s*(?:[-+]|(?P<number>\d{1,9})[.)])\s+(?:\[[ xX-]\]\s+)?(?=\S)")
_TAGS = re.compile(r"(?<=\S)\s+:[\w@#%:]+:\s*\Z")
_INLINE = re.compile(
    r"(?<!\w)(?P<opaque_code>~[^\s~](?:[^~]*[^\s~])?~|=[^\s=](?:[^=]*[^\s=])?=)(?!\w)"
    r"|(?P<opaque_link>\[\[[^\[\]]*\](?:\[[^\[\]]*\])?\]|\[(?:fn|cite)[:/][^\[\]]*\]|<<[^<>]*>>|[<\[]\d{4}-\d\d-\d\d[^<>\[\]]*[>\]])"
    rf"|(?P<opaque_address>{ADDRESS.pattern})"
    r"|(?P<opaque_formula>\\\((?:(?!\\\().)*?\\\)|\$[^\s$](?:[^$]*[^\s$])?\$(?!\w))"
    r"|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_])"
)

_PROSE, _IN_DRAWER = "", ":end:"


class Org(LineFormat[str]):
    """The state: what ends the block or drawer that a line stands in, in lower case."""

    first = usual = _PROSE
    lasting = frozenset({_PROSE})
    trigger = re.compile(r"#\+begin_|^\s*:[\w-]+:\s*$", re.IGNORECASE | re.MULTILINE)
    marks = Marks(
        item=_ITEM,
        heading=_HEADING,
        opening=_TITLE,
        gap=re.compile(rf"{RULE.pattern}|\s*\|[-+|]+\s*"),
        row=re.compile(r"\s*\|.*"),
    )
    inline = Inline(_INLINE)

    def read(self, state: str, line: str) -> tuple[str, bool]:
        """As `LineFormat`."""
        if state != _PROSE:
            return (_PROSE if line.strip().lower().startswith(state) else state), False
        if block := _BLOCK.match(line):
            return f"#+end_{block['name'].lower()}", False
        if _DRAWER.fullmatch(line):
            return _IN_DRAWER, False
        return _PROSE, _TITLE.match(line) is not None or _NO_PROSE.match(line) is None

    def text_end(self, content: str) -> int:
        """As `LineFormat`; the tags of a heading are no text."""
        tags = _TAGS.search(content) if content.startswith("*") else None
        return tags.start() if tags else len(content)
