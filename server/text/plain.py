"""What of plain text is prose: all but the patch below a commit message or a mail; of a table its cells."""

import re

from server.text.inline import ADDRESS, Inline
from server.text.paragraphs import NOTHING, LineFormat, Marks

_PATCH = re.compile(r"diff --(?:git|cc|combined) |Index: \S|--- [^\s-]|@@ -\d|\S* -{10,} >8 -{10,}")
_HEADER = re.compile(
    r"(?:From|To|Cc|Bcc|Reply-To|Date|Subject|[A-Z][A-Za-z-]*-[Bb]y|[A-Z][a-z]+-[A-Z][A-Za-z-]*):\s+"
)


class Plain(LineFormat[None]):
    """Prose from the first line to the last."""

    reach = None
    first = usual = None
    lasting = frozenset({None})
    inline = Inline(re.compile(rf"(?P<opaque>{ADDRESS.pattern})"))

    def read(self, state: None, line: str) -> tuple[None, bool]:
        """As `LineFormat`."""
        return None, True


class Table(Plain):
    """Values with separators between them (CSV, TSV): a row is a line, and each of its cells a paragraph."""

    is_code = True
    marks = Marks(
        quotation=re.compile(r"\s*\"?"),
        item=NOTHING,
        row=re.compile(r".+"),
        cell=re.compile(r"\"?(?:[;\t]|,(?!\s))\"?"),  # the comma of a sentence has a space behind it
    )

    def text_end(self, content: str) -> int:
        """As `LineFormat`; the quotation mark that closes the last cell is no part of it."""
        return len(content.rstrip().removesuffix('"'))


class Letter(LineFormat[bool]):
    """A mail or a commit message. The state: whether a patch has begun."""

    reach = None
    first = usual = False
    lasting = frozenset({False})
    trigger = re.compile(r"diff --|Index: |--- |@@ -| >8 ")
    inline = Plain.inline
    marks = Marks(quotation=re.compile(r"\s*(?:[>|]\s?|#\s)*"), opening=_HEADER)

    def read(self, state: bool, line: str) -> tuple[bool, bool]:
        """As `LineFormat`."""
        patch = state or _PATCH.match(line) is not None
        return patch, not patch
