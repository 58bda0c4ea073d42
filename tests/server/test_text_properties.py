"""Whatever a client types, the server's text is the client's, and any place in it is answered."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from server.text.document import Document, Place
from server.text.language import is_german
from server.text.passage import Passage
from server.text.positions import Encoding
from server.text.prose import page_of, passage_at
from server.text.sentences import sentence_at
from server.text.words import word_at

# What formats take for markup, what encodings count differently, and words, line by line.
SCRAPS = (
    "Der Hund bellt. ", "Straße", "fu\u0308r ", "🐕", "👩‍🚀", "e\u0301", "\t", " ", "\n", "\r\n", "\r",
    "\n\n", "\u2028", "\x0c", "# ", "## ", "// ", "/*", "*/", "* ", '"""', "'''", '"', "'", "`", "```",
    "~~~", "---", "+++", "$", "$$", "<!--", "-->", "<p>", "</p>", "<b>", "<a", ">", "<script>",
    "</script>", "&uuml;", "&", ".. note::", ".. x", "::", ":ref:`a <b>`", "``", "\\",
    "\\begin{verbatim}", "\\end{verbatim}", "\\section{", "}", "{", "%", '"u', "\\[", "\\]", "\\item ",
    "----", "....", "|===", "|", "= ", "[source]", "> ", "- ", "1. ", "3. Oktober", "z. B. ",
    "https://example.org/a", "a@example.org", "<?php ", "<<EOF", "EOF", "{-", "-}", "--[[", "]]",
    "=begin", "=end", "diff --git a b", "key: |",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=3), max_size=12).map("".join)
FORMATS = (
    "a.md", "a.rst", "a.tex", "a.html", "a.xml", "a.adoc", "a.txt", "a.eml", "a.py", "a.c", "a.js",
    "a.java", "a.rs", "a.sh", "a.yaml", "a.lua", "a.hs", "a.rb", "a.php", "a.json", "a.sql", "a.css",
    "a.po", "a.vim", "Makefile",
)  # fmt: skip
EDITS = st.lists(st.tuples(*[st.integers(0, 9)] * 4, TEXTS), max_size=5)


@pytest.mark.parametrize("encoding", list(Encoding))
@given(text=TEXTS, edits=EDITS)
def test_the_text_is_what_the_client_has(
    encoding: Encoding, text: str, edits: list[tuple[int, int, int, int, str]]
) -> None:
    document = Document("file:///a", text, encoding=encoding)
    client = text
    for line, character, end_line, end_character, inserted in edits:
        places = sorted([(line, character), (end_line, end_character)])
        # the client knows characters alone: it gives the units before one of them, never half of one
        start, end = (document.position(document.place(types.Position(*place))) for place in places)
        first, last = (client_offset(client, position, encoding) for position in (start, end))
        client = client[:first] + inserted + client[last:]
        document.apply_change(
            types.TextDocumentContentChangePartial(range=types.Range(start, end), text=inserted)
        )
        assert document.source == client


@settings(max_examples=200, deadline=None)  # a lexer is loaded with the first document of its kind
@given(name=st.sampled_from(FORMATS), text=TEXTS, data=st.data())
def test_any_place_in_any_format_is_answered(name: str, text: str, data: st.DataObject) -> None:
    document = Document(f"file:///{name}", text)
    position = types.Position(data.draw(st.integers(0, 12)), data.draw(st.integers(0, 40)))
    place = document.place(position)
    passage = passage_at(document, place)
    if passage is None:
        return
    assert len(passage.text) <= len(text) + 1  # nothing is made up
    offset = passage.offset_at(place)
    if offset is None:
        return
    assert 0 <= offset <= len(passage.text)
    for span in (word_at(passage.text, offset), sentence_at(passage.text, offset)):
        if span is not None:
            assert span.start <= offset <= span.end
            is_german(span.of(passage.text))
            passage.touches_opaque(span)
            first, end = passage.stretch_of(span)
            assert first <= end
            assert document.range(first, end).start.line < len(document.lines)


@settings(max_examples=200, deadline=None)  # a lexer is loaded with the first document of its kind
@given(
    name=st.sampled_from(FORMATS),
    text=TEXTS,
    edits=EDITS,
    looks=st.lists(st.integers(0, 9), min_size=5, max_size=5),
)
def test_after_any_edits_a_document_reads_as_if_it_were_opened_anew(
    name: str, text: str, edits: list[tuple[int, int, int, int, str]], looks: list[int]
) -> None:
    document = Document(f"file:///{name}", text)
    for (line, character, end_line, end_character, inserted), look in zip(edits, looks, strict=False):
        start, end = sorted([(line, character), (end_line, end_character)])
        change = types.Range(types.Position(*start), types.Position(*end))
        document.apply_change(types.TextDocumentContentChangePartial(range=change, text=inserted))
        passage_at(document, document.place(types.Position(look, 0)))  # some of it is read between the edits
    assert all_passages(document) == all_passages(Document(f"file:///{name}", document.source))


def all_passages(document: Document) -> list[tuple[int, str]]:
    """The text of every stretch's paragraph, with its line."""
    page = page_of(document)
    found = []
    for line in range(len(page)):
        for stretch in page.stretches(line):
            passage = passage_at(document, Place(line, stretch.start))
            assert isinstance(passage, Passage)
            found.append((line, passage.text))
    return found


def client_offset(text: str, position: types.Position, encoding: Encoding) -> int:
    """Where a position is in the client's text, by encoding what is before it."""
    line, offset = 0, 0
    while line < position.line:
        if text.startswith("\r\n", offset):
            offset, line = offset + 2, line + 1
        elif text[offset] in "\r\n":
            offset, line = offset + 1, line + 1
        else:
            offset += 1
    units = 0
    while units < position.character:
        units += width(text[offset], encoding)
        offset += 1
    assert units == position.character
    return offset


def width(character: str, encoding: Encoding) -> int:
    """The code units of a character."""
    if encoding == Encoding.Utf8:
        return len(character.encode("utf-8", "surrogatepass"))
    if encoding == Encoding.Utf16:
        return len(character.encode("utf-16-le", "surrogatepass")) // 2
    return 1
