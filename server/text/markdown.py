"""What of a Markdown document is prose: which lines, and which pieces of a line.

Of CommonMark it knows what changes a reader's text: code in fences or indented, front matter, HTML comments;
code spans, links, emphasis, tags, addresses and escapes inside a line. A span that crosses a line break is
read as text.
"""

import re

from server.text.inline import ADDRESS, Inline
from server.text.paragraphs import ITEM, RULE, LineFormat, Marks
from server.text.stretches import Page

_FENCE = re.compile(r"\s*(?:(?:>|[-*+]|\d+[.)])\s*)*(?P<mark>`{3,}|~{3,})(?P<rest>.*)", re.DOTALL)
_INLINE = re.compile(
    r"\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|(?<!`)(?P<ticks>`++)(?P<opaque_code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|(?<![\\$])(?P<opaque_formula>\${1,2}(?=[^\s$])[^$]*[^\s$\\]\${1,2})(?![\w$])"
    r"|!?\[(?P<shown>[^\[\]]*)\](?:\([^()\s]*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|\[[^\[\]]*\])"
    rf"|<?(?P<opaque_address>{ADDRESS.pattern})>?"
    r"|</?[A-Za-z][^<>]*>|<!--.*?-->"
    r"|(?<![\w\\])_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|~~"
)
_DEFINITION = re.compile(r"\s{0,3}(?:\[\^[^\]]+\])?:\s+(?=\S)")
_HEADING_END = re.compile(r"(?<=\S)\s+#+\s*\Z")
_REFERENCE = re.compile(r" {0,3}\[[^\]^][^\]]*\]:\s")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_MOST_INDENTED_LINES = 100  # that are read to find what a line belongs to
_TRIGGER = re.compile(r"```|~~~|<!--|\$\$")
_YAML_LINE = re.compile(r"\s|#|-\s|[^\s:]+\s*:|[\]}]|\Z")
_FORMULA = re.compile(r"\s*\$\$(?!.*\$\$)")

_START, _PROSE, _COMMENT, _DISPLAY = "start", "", "<!--", "$$"
_YAML, _TOML = "---", "+++"


class Markdown(LineFormat[str]):
    """The state is the mark of what a line stands in: of a code fence, a comment, a formula, front matter."""

    first = _START
    usual = _PROSE
    fences = ("```", "~~~")
    lasting = frozenset({_PROSE})
    trigger = _TRIGGER
    marks = Marks(
        heading=re.compile(r"#{1,6}\s+"),
        opening=_DEFINITION,
        any_number=True,
        row=re.compile(r"[\s>]*\|.*\|\s*"),
        gap=re.compile(rf"{RULE.pattern}|\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*"),
    )
    inline = Inline(_INLINE)

    def read(self, state: str, line: str) -> tuple[str, bool]:
        """As `LineFormat`."""
        if state == _START:
            mark = line.rstrip()
            if mark in (_YAML, _TOML):
                return mark, False
        elif state == _YAML and not line.startswith(("---", "...")) and not _YAML_LINE.match(line):
            return _PROSE, True  # it was a rule
        elif state in (_YAML, _TOML):
            ends = line.rstrip() in ((_YAML, "...") if state == _YAML else (_TOML,))
            return (_PROSE if ends else state), False
        elif state == _COMMENT:
            return (_PROSE if "-->" in line else state), False
        elif state == _DISPLAY:
            return (_PROSE if "$$" in line else state), False
        elif state != _PROSE:
            match = _FENCE.match(line)
            ends = match is not None and match["mark"].startswith(state) and not match["rest"].strip()
            return (_PROSE if ends else state), False
        return self._read_prose(line)

    def text_end(self, content: str) -> int:
        """As `LineFormat`; a backslash there breaks the line, and what closes a heading is no text."""
        if content.startswith("#") and (closing := _HEADING_END.search(content)):
            return closing.start()
        is_break = content.endswith("\\") and not content.endswith("\\\\")
        return len(content) - is_break

    def _is_gap(self, page: Page[str], number: int) -> bool:
        return super()._is_gap(page, number) or _is_indented_code(page, number)

    def _read_prose(self, line: str) -> tuple[str, bool]:
        if _REFERENCE.match(line):
            return _PROSE, False
        if not _TRIGGER.search(line):
            return _PROSE, True
        match = _FENCE.match(line)
        if match and "`" not in match["rest"]:
            return match["mark"], False
        if line.startswith("<!--") and "-->" not in line:
            return _COMMENT, False
        if _FORMULA.match(line):
            return _DISPLAY, False
        return _PROSE, True


def _is_indented_code(page: Page[str], number: int) -> bool:
    """Whether a line is code by its indentation: an empty line lies between it and what it would belong to.

    That is what begins at the margin above; below a list's item, or a footnote, such a line goes on with it.
    """
    if not _INDENTED.match(page.content(number)):
        return False
    parted = False
    for above in range(number - 1, max(-1, number - _MOST_INDENTED_LINES), -1):
        line = page.content(above)
        if not line.strip():
            parted = True
        elif not line[0].isspace():
            return parted and not ITEM.match(line) and not _DEFINITION.match(line)
    return False
