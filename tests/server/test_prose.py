"""What a reader sees at a place of a document, as Markdown and as plain text."""

import pytest

from server.text.document import Document, Place
from server.text.prose import REACH, passage_at
from server.text.sentences import sentence_at
from server.text.words import word_at


def markdown(text: str) -> Document:
    return Document("file:///brief.md", text, language_id="markdown")


def plain(text: str) -> Document:
    return Document("file:///brief.txt", text, language_id="plaintext")


def text_at(document: Document, line: int, column: int = 0) -> str | None:
    passage = passage_at(document, Place(line, column))
    return passage.text if passage else None


@pytest.mark.parametrize("document", [markdown("a\nb\n\nc"), plain("a\nb\n\nc"), plain("a\r\nb\r\n\r\nc")])
def test_a_paragraph_reads_across_soft_line_breaks(document: Document) -> None:
    assert text_at(document, 0) == text_at(document, 1) == "a b"
    assert text_at(document, 2) is None
    assert text_at(document, 3) == "c"


def test_the_language_id_or_the_name_says_what_is_markdown() -> None:
    for document in (
        Document("file:///a", "**a**", language_id="markdown"),
        Document("file:///a.MD", "**a**", language_id="something"),
    ):
        assert text_at(document, 0) == "a"
    assert text_at(plain("**a**"), 0) == "**a**"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("# Ein *schöner* Tag", "Ein schöner Tag"),
        ("**Straßen**bahn und __Bus__ ~~nie~~", "Straßenbahn und Bus nie"),
        ("ein snake_case_name, 2 * 3 * 4", "ein snake_case_name, 2 * 3 * 4"),
        ("Der `Befehl` läuft.", "Der Befehl läuft."),
        ("Mit ``zwei ` Strichen``.", "Mit zwei ` Strichen."),
        ("Siehe [die **Seite**](https://example.org/a_b 'Titel')!", "Siehe die Seite!"),
        ("![Ein Hund](hund.png) bellt", "Ein Hund bellt"),
        ("Siehe [dort][1].", "Siehe dort."),
        (
            "Auf <https://example.org> oder https://example.org/a.",
            "Auf https://example.org oder https://example.org/a.",
        ),
        ("Das ist <b>fett</b><br/>.", "Das ist fett."),
        (r"Ein \*Stern\*", "Ein *Stern*"),
        ("- [ ] Brot kaufen", "Brot kaufen"),
        ("1. Erstens", "Erstens"),
        ("> > Zitat", "Zitat"),
        ("> - Punkt", "Punkt"),
    ],
)
def test_markup_is_left_out(line: str, text: str) -> None:
    document = markdown(line)
    assert text_at(document, 0, len(line)) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Text", "- Punkt"),
        ("Text", "1. Punkt"),
        ("- Punkt", "- Punkt"),
        ("3. Punkt", "4. Punkt"),
        ("# Titel", "Text"),
        ("Text", "## Titel"),
        ("> Zitat", "Text"),
        ("Text", "> Zitat"),
        ("Titel", "====="),
        ("Text", "* * *"),
    ],
)
def test_what_begins_a_paragraph_of_its_own(before: str, after: str) -> None:
    text = text_at(markdown(f"{before}\n{after}"), 0, len(before))
    assert text == before.lstrip("->#1234567890. ")


def test_an_ordinal_at_the_beginning_of_a_line_is_no_list() -> None:
    document = plain("Wir kommen am\n3. Oktober nach Köln.")
    assert text_at(document, 0) == "Wir kommen am 3. Oktober nach Köln."


FENCED = """\
---
title: Der Titel
---
Text

```python
der = "Code"
~~~
```
Mehr
~~~
ohne Ende
"""


@pytest.mark.parametrize(
    ("line", "is_prose"),
    [
        (0, False),
        (1, False),
        (2, False),
        (3, True),
        (5, False),
        (6, False),
        (7, False),
        (8, False),
        (9, True),
        (11, False),
    ],
)
def test_code_and_front_matter_are_no_prose(line: int, is_prose: bool) -> None:
    assert (text_at(markdown(FENCED), line) is not None) == is_prose


def test_a_comment_of_several_lines_is_no_prose() -> None:
    document = markdown("<!-- Das\nist geheim -->\nDas nicht")
    assert [text_at(document, line) for line in range(3)] == [None, None, "Das nicht"]


def test_an_edit_changes_what_is_code() -> None:
    from lsprotocol import types

    document = markdown("```\nText\n```")
    assert text_at(document, 1) is None
    document.apply_change(types.TextDocumentContentChangeWholeDocument(text="\nText\n"))
    assert text_at(document, 1) == "Text"


@pytest.mark.parametrize(
    ("line", "opaque"),
    [
        ("Der `Befehl` läuft.", "Befehl"),
        ("Auf https://example.org/a?b=c.", "https"),
        ("Auf <https://example.org>", "example"),
        ("An jana@example.org.", "jana"),
    ],
)
def test_code_and_addresses_are_marked(line: str, opaque: str) -> None:
    passage = passage_at(markdown(line), Place(0, line.index(opaque)))
    assert passage is not None
    offset = passage.offset_at(Place(0, line.index(opaque)))
    assert offset is not None
    word = word_at(passage.text, offset)
    assert word is not None
    assert passage.touches_opaque(word)
    first = word_at(passage.text, 0)
    assert first is not None
    assert not passage.touches_opaque(first)


def test_a_word_across_markup_has_the_range_from_its_first_to_its_last_letter() -> None:
    line = "die **Straßen**bahn kommt"
    passage = passage_at(markdown(line), Place(0, 8))
    assert passage is not None
    offset = passage.offset_at(Place(0, 8))
    assert offset is not None
    word = word_at(passage.text, offset)
    assert word is not None
    assert word.of(passage.text) == "Straßenbahn"
    assert passage.stretch_of(word) == (Place(0, line.index("S")), Place(0, line.index(" kommt")))


def test_a_place_in_the_markup_has_no_offset() -> None:
    passage = passage_at(markdown("[a](https://example.org)"), Place(0, 10))
    assert passage is not None
    assert passage.offset_at(Place(0, 10)) is None


def test_a_place_behind_a_word_is_its_end() -> None:
    passage = passage_at(markdown("**Hund**"), Place(0, 6))
    assert passage is not None
    assert passage.offset_at(Place(0, 6)) == 4


def test_a_huge_line_is_read_round_the_place_only() -> None:
    line = "Der Hund läuft am Strand. " * 40_000
    document = plain(line)
    place = Place(0, len(line) // 2)
    passage = passage_at(document, place)
    assert passage is not None
    assert len(passage.text) <= 2 * REACH
    offset = passage.offset_at(place)
    assert offset is not None
    sentence = sentence_at(passage.text, offset)
    assert sentence is not None
    assert sentence.of(passage.text) == "Der Hund läuft am Strand."


def test_a_huge_paragraph_is_read_round_the_place_only() -> None:
    document = plain("Der Hund läuft\nam Strand.\n" * 25_000)
    passage = passage_at(document, Place(25_000, 3))
    assert passage is not None
    assert len(passage.text) <= 2 * REACH + 100


@pytest.mark.parametrize(
    "name", ["a.md", "a.rst", "a.tex", "a.html", "a.adoc", "a.txt", "a.eml", "a.py", "a.c"]
)
@pytest.mark.parametrize(
    "line",
    [
        "`" * 3_000, "a`" * 2_000, "[" * 4_000, "<a" * 2_000, "<a>" * 2_000, "_" * 4_000, "a" * 4_000 + "@",
        "{" * 4_000, "\\a{" * 1_500, "\\begin{" * 500, "$" * 3_999, "$a" * 1_999, ":a:`" * 1_000,
        "|a" * 2_000, "&" * 4_000, "%(" * 2_000, "\\(" * 2_000, "/*" * 2_000, '"' * 3_999, "'\\" * 1_999,
        "<<a," * 1_000, "+a" * 2_000, " " * 3_999,
    ],
)  # fmt: skip
def test_odd_lines_take_no_odd_time(name: str, line: str) -> None:
    passage_at(Document(f"file:///{name}", line), Place(0, 0))  # a pattern that backtracks would take minutes
