"""What of a reStructuredText document is prose: which lines, and which pieces of a line.

Literal blocks, comments, targets and the directives that hold no text are left out; notes, warnings and their
like are read. A role or literal that crosses a line break is read as text.
"""

import re

from server.text.inline import ADDRESS, Inline
from server.text.paragraphs import LineFormat, Marks

_PROSE_DIRECTIVES = (
    "admonition|attention|caution|danger|error|hint|important|note|tip|warning|seealso|todo|topic|sidebar|rubric"
    "|epigraph|highlights|pull-quote|versionadded|versionchanged|deprecated|glossary|centered|container|class"
)
_EXPLICIT = re.compile(r"(?P<indent>\s*)(?:\.\.|__)(?:\s+(?P<rest>.*))?$")
_PROSE_EXPLICIT = re.compile(rf"(?:{_PROSE_DIRECTIVES})::|\[[^\]]+\]\s+\S|figure::|table::|list-table::")
_OPENING = re.compile(
    rf"\.\.\s+(?:(?:{_PROSE_DIRECTIVES})::\s*|\[[^\]]+\]\s+)"  # .. note:: text, .. [1] text
    r"|:[^\s:`](?:[^:`\n]*[^\s:`])?:(?:\s+|$)"  # :param name: text
)
_INLINE = re.compile(
    r"\\(?P<plain>\S)"
    r"|``(?P<opaque_literal>.+?)``"
    r"|:[\w:.+-]+:`(?P<shown_role>[^`<]+?)\s*<[^`<>]+>`"  # :ref:`text <target>`
    r"|:[\w:.+-]+:`(?P<opaque_role>[^`]+)`"
    r"|`(?P<shown_link>[^`<]+?)\s*<[^`<>]+>`__?"
    r"|`(?P<shown_reference>[^`]+)`_{0,2}"
    r"|\[[^\]\s]+\]_"
    r"|\|(?P<opaque_substitution>[^|\s](?:[^|]*[^|\s])?)\|"
    rf"|(?P<opaque_address>{ADDRESS.pattern})"
    r"|(?<![\w*])\*{1,2}(?=\S)|(?<=[^\s*])\*{1,2}(?![\w*])"
    r"|(?<=\w)__?(?!\w)"
)


class RestructuredText(LineFormat[int]):
    """The state: lines that are indented more than this many columns are no prose; -1 if all may be."""

    first = usual = -1
    lasting = frozenset({-1})
    trigger = re.compile(r"::|\.\.\s|__\s|>>>|\.\.\. ")
    marks = Marks(
        quotation=re.compile(r"\s*(?:\|\s+)?"),
        item=re.compile(r"\s*(?:[-*+•]|\(?(?:(?P<number>\d{1,9})|[a-z#])[.)])\s+(?=\S)"),
        opening=_OPENING,
        gap=re.compile(r"\s*(?P<mark>[^\w\s])(?P=mark){2,}\s*|\s*[=-]+(?:\s+[=-]+)+\s*|\s*\+[-=+]+\+\s*"),
        any_number=True,
        row=re.compile(r"\s*\|.*\|\s*"),
    )
    inline = Inline(_INLINE)

    def read(self, state: int, line: str) -> tuple[int, bool]:
        """As `LineFormat`."""
        text = line.lstrip()
        if not text:
            return state, False
        indent = len(line) - len(text)
        if 0 <= state < indent:
            return state, False
        match = _EXPLICIT.match(line)
        if match:
            rest = match["rest"] or ""
            if not _PROSE_EXPLICIT.match(rest):
                return indent, False
            return -1, not rest.startswith(("figure", "table", "list-table"))
        if text.startswith((">>>", "...  ")):
            return -1, False
        return (indent if text.rstrip().endswith("::") else -1), True

    def text_end(self, content: str) -> int:
        """As `LineFormat`; what announces a literal block is no part of the text."""
        return len(content.rstrip().removesuffix("::"))

    def breaks(self, before: str, content: str) -> bool:
        """As `LineFormat`; another indentation begins a paragraph too."""
        if super().breaks(before, content) or content.lstrip().startswith("| "):
            return True
        text = self.prefix(before, begins=True)
        if _indent(content) > _indent(before) and _OPENING.match(before.lstrip()) and before[text:].strip():
            return False  # .. note:: text,\n   that goes on
        return _indent(content) not in (_indent(before), text)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
