"""What of an AsciiDoc document is prose: which lines, and which pieces of a line.

Listings, literal blocks, comments, attributes and block macros are left out. Markup that crosses a line break
is read as text.
"""

import re

from server.text.inline import ADDRESS, Inline
from server.text.paragraphs import LineFormat, Marks

_FENCE = re.compile(r"(?P<mark>-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,})(?P<rest>.*)")
_NO_PROSE = re.compile(
    r"\[[^\]]*\]\s*$"  # [source,python]
    r"|:!?[\w-]+!?:(?:\s|$)"  # :toc: left
    r"|//(?!/)"  # a comment
    r"|\w[\w-]*::\S*\[.*\]\s*$"  # include::file[]
)
_ITEM = re.compile(
    r"\s*(?:\*{1,5}|-|•|\.{1,5}|(?P<number>\d{1,9})\.|<(?:\d+|\.)>)\s+(?:\[[ xX*]\]\s+)?(?=\S)"
)
_INLINE = re.compile(
    r"\\(?P<plain>[*_`#{<\[])"
    r"|`\+?(?P<opaque_code>[^`]+?)\+?`"
    r"|\+{1,3}(?P<opaque_literal>\S(?:[^+]*\S)?)\+{1,3}"
    r"|(?:stem|latexmath|asciimath):\[(?P<opaque_formula>[^\]]*)\]"
    r"|(?:link|mailto|xref):[^\s\[\]]*\[(?P<shown_link>[^\[\],^]*)[^\[\]]*\]"
    r"|(?:https?|ftp|irc)://[^\s\[\]<>]*\[(?P<shown_address>[^\[\],^]+)[^\[\]]*\]"
    r"|<<[^<>,]*,\s*(?P<shown_reference>[^<>]*)>>|<<[^<>]*>>"
    r"|(?:image|icon|footnote|indexterm2?|anchor):[^\s\[\]]*\[[^\]]*\]"
    r"|(?:kbd|btn|menu|pass):[^\s\[\]]*\[(?P<opaque_key>[^\]]*)\]"
    rf"|(?P<opaque_url>{ADDRESS.pattern})"
    r"|(?P<opaque_attribute>\{[\w-]+\})"
    r"|\[\[[^\[\]]*\]\]|\[[.#%\w-]+\](?=[#*_`])"
    r"|\"`|`\"|'`|`'"
    r"|(?<!\w)[*_#^~]{1,2}(?=\S)|(?<=\S)[*_#^~]{1,2}(?!\w)|(?<=\w)(?:\*\*|__|##)(?=\w)"
    r"|(?<=\s)\+$"
)

_BLANK, _PROSE, _LITERAL = "blank", "", "literal"


class Asciidoc(LineFormat[str]):
    """The state: the mark of the block that a line stands in, or whether it follows an empty line."""

    first = usual = _BLANK
    fences = ("----", "....")
    marks = Marks(
        item=_ITEM,
        heading=re.compile(r"={1,6}\s+(?=\S)|\.(?=[^\s.])"),
        opening=re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+|[^\s:|].*?(?::{2,4}|;;)(?:\s+|$)"),
        gap=re.compile(r"\s*(?:\+|={4,}|\*{4,}|_{4,}|--|'{3,}|<{3,}|[|,:!]={3,}|-{4,})\s*"),
        any_number=True,
        row=re.compile(r"(?:\d*[.+]?\d*[<^>]?[aehlmsv]?)\|(?!=).*"),
    )
    inline = Inline(_INLINE)

    def read(self, state: str, line: str) -> tuple[str, bool]:
        """As `LineFormat`."""
        line = line.rstrip()
        fence = _FENCE.fullmatch(line)
        if state not in (_BLANK, _PROSE, _LITERAL):
            return (_BLANK if fence and line == state else state), False
        if not line:
            return _BLANK, False
        if fence and (not fence["rest"] or fence["mark"].startswith("`")):
            return fence["mark"], False
        literal = state == _LITERAL or (state == _BLANK and line[0].isspace() and not _ITEM.match(line))
        if literal:
            return _LITERAL, False
        if _NO_PROSE.match(line):
            return _BLANK, False
        return _PROSE, True
