"""How text is written for the client."""

import pytest
from lsprotocol.types import MarkupKind

from server.features.markup import escaped, strong

MARKDOWN, PLAIN = MarkupKind.Markdown, MarkupKind.PlainText


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zwei Männer.", "Zwei Männer."),
        ("*fett* _kursiv_ `code`", r"\*fett\* \_kursiv\_ \`code\`"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("![x](http://x)", r"!\[x\](http://x)"),
        ("&amp; a|b ~~c~~ $d$", r"\&amp; a\|b \~\~c\~\~ \$d\$"),
        ("- Punkt", r"\- Punkt"),
        ("# Titel", r"\# Titel"),
        ("3. Oktober", r"3\. Oktober"),
        ("a\n\n# b", r"a \# b"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_text_reads_as_it_stands_in_markdown(text: str, written: str) -> None:
    assert escaped(MARKDOWN, text) == written


def test_plain_text_stays() -> None:
    assert escaped(PLAIN, "*a* <b>\n c") == "*a* <b> c"


def test_strong_text_is_strong_where_that_can_be_shown() -> None:
    assert strong(MARKDOWN, "a*b") == r"**a\*b**"
    assert strong(PLAIN, "a*b") == "a*b"
