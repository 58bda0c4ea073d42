"""Where a translation is put below its original, and how it is written there."""

import pytest

from server.insertion import below, has_room
from server.text.document import Document, Place
from server.text.german import Excerpt
from server.text.passage import Passage, Piece
from server.text.prose import passage_at
from server.text.sentences import sentences_of
from server.text.words import Span


def with_english(document: Document, excerpt: Excerpt) -> str:
    one = below(document, excerpt, "ENGLISH")
    assert one.start == one.end
    lines = [document.content(number) for number in range(len(document.lines))]
    lines[one.start.line] += one.text
    return "\n".join(lines)


def below_first(text: str, language: str) -> str:
    """The document with a translation of its first sentence."""
    document = Document("file:///brief", text, 1, language)
    passage = passage_at(document, Place(0, 0))
    assert passage is not None
    return with_english(document, Excerpt(passage, sentences_of(passage.text)[0]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das ist gut.", "Das ist gut.\n\n> ENGLISH"),
        ("Das ist gut.\n\nDanach.", "Das ist gut.\n\n> ENGLISH\n\nDanach."),
        ("Das ist gut.\n# Danach", "Das ist gut.\n\n> ENGLISH\n\n# Danach"),
        ("Das ist gut. Das\nauch.", "Das ist gut. Das\nauch.\n\n> ENGLISH"),
        ("> Das ist gut.", "> Das ist gut.\n>\n> > ENGLISH"),
        ("- Das ist gut.\n- Danach.", "- Das ist gut.\n\n  > ENGLISH\n\n- Danach."),
        ("# Das ist gut", "# Das ist gut\n\n> ENGLISH"),
        (
            "| Das ist gut. |\n|---|\n| eins |\n\nDanach.",
            "| Das ist gut. |\n|---|\n| eins |\n\n> ENGLISH\n\nDanach.",
        ),
        ("Das ist gut\n===========\nDanach.", "Das ist gut\n===========\n\n> ENGLISH\n\nDanach."),
    ],
)
def test_in_markdown_it_is_a_quotation_below_the_paragraph(text: str, expected: str) -> None:
    assert below_first(text, "markdown") == expected


def test_in_restructuredtext_it_is_indented_below_the_paragraph_or_the_headings_line() -> None:
    assert below_first("Das ist gut.", "restructuredtext") == "Das ist gut.\n\n   ENGLISH"
    assert below_first("Das ist gut\n===========\n", "rst") == "Das ist gut\n===========\n\n   ENGLISH\n"


def test_elsewhere_it_is_a_line_below_the_sentence() -> None:
    assert below_first("  Das ist\n  gut. Danach.", "plaintext") == "  Das ist\n  gut. Danach.\n  ENGLISH"


def test_the_lines_end_as_they_do_there() -> None:
    document = Document("file:///brief", "Das ist gut.\r\nDanach.", 1, "plaintext")
    passage = passage_at(document, Place(0, 0))
    assert passage is not None
    assert below(document, Excerpt(passage, Span(0, 12)), "ENGLISH").text == "\r\nENGLISH"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "    # «Das ist gut.»", "    # Das ist gut.\n    # ENGLISH"),
        ("python", "  x = 1  # «Das ist gut.»", "  x = 1  # Das ist gut.\n  # ENGLISH"),
        ("python", '  x = "«Das ist gut.»"', '  x = "Das ist gut."\n  # ENGLISH'),
        (
            "python",
            '    """«Das ist gut.»\n    Danach."""',
            '    """Das ist gut.\n    ENGLISH\n    Danach."""',
        ),
        ("python", '    """\n    «Das ist gut.»\n    """', '    """\n    Das ist gut.\n    ENGLISH\n    """'),
        ("rust", "/// «Das ist gut.»", "/// Das ist gut.\n/// ENGLISH"),
        ("java", "/**\n * «Das ist gut.»\n */", "/**\n * Das ist gut.\n * ENGLISH\n */"),
        ("java", "/**\n * @param x «Das ist gut.»\n */", "/**\n * @param x Das ist gut.\n * ENGLISH\n */"),
        ("c", "/* «Das ist gut.» */", "/* Das ist gut. */\n// ENGLISH"),
        ("c", "/*\n * «Das ist gut.» */", "/*\n * Das ist gut. */\n // ENGLISH"),
        (
            "shellscript",
            'echo "«Das ist gut.»" \\\n  "a" \\\n  "b"\nexit',
            'echo "Das ist gut." \\\n  "a" \\\n  "b"\n# ENGLISH\nexit',
        ),
        ("python", 'x = "«Das ist gut.»" \\\n    "b"', 'x = "Das ist gut." \\\n    "b"\n# ENGLISH'),
        ("css", "/* «Das ist gut.» */", "/* Das ist gut. */\n/* ENGLISH */"),
        ("html", "<p>«Das ist gut.»</p>", "<p>Das ist gut.</p>\n<!-- ENGLISH -->"),
        ("html", "<p>\n  «Das ist gut.»\n</p>", "<p>\n  Das ist gut.\n  <!-- ENGLISH -->\n</p>"),
        ("latex", "«Das ist gut.»", "Das ist gut.\n% ENGLISH"),
        ("latex", "«Das ist gut.» \\\\\nDanach.", "Das ist gut. \\\\\n% ENGLISH\nDanach."),
        ("latex", "% «Das ist gut.»", "% Das ist gut.\n% ENGLISH"),
        ("lua", "-- «Das ist gut.»", "-- Das ist gut.\n-- ENGLISH"),
    ],
)
def test_in_source_code_it_is_a_comment(language: str, text: str, expected: str) -> None:
    """The German stands between the angle quotes, which are not in the document."""
    line, column = next((n, line.index("«")) for n, line in enumerate(text.split("\n")) if "«" in line)
    document = Document("file:///code", text.replace("«", "").replace("»", ""), 1, language)
    passage = Passage([Piece(line, column, "Das ist gut.")])
    assert with_english(document, Excerpt(passage, Span(0, 12))) == expected


def test_in_asciidoc_it_is_a_comment() -> None:
    assert below_first("* Das ist gut.\n* Danach.", "asciidoc") == "* Das ist gut.\n// ENGLISH\n* Danach."


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("markdown", True),
        ("plaintext", True),
        ("latex", True),
        ("python", True),
        ("json", False),
        ("csv", False),
        ("po", False),
    ],
)
def test_in_code_that_has_no_comments_there_is_no_room(language: str, expected: bool) -> None:
    assert has_room(Document("file:///brief", "", 1, language)) == expected
