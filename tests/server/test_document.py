"""The server's text stays the client's, edit by edit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from server.text.document import Document, Documents, Place
from server.text.positions import Encoding

TEXTS = st.text(st.sampled_from("aß🐕\u0308 \r\n\x0c\u2028"), max_size=12)


def position(line: int, character: int) -> types.Position:
    return types.Position(line, character)


def edit(start: types.Position, end: types.Position, text: str) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(range=types.Range(start, end), text=text)


def lines_of(text: str) -> list[str]:
    """The protocol's lines, found in another way: by where the line breaks are."""
    ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def offset(text: str, place: Place) -> int:
    return sum(map(len, lines_of(text)[: place.line])) + place.column


@given(text=TEXTS)
def test_lines_break_where_the_protocol_says(text: str) -> None:
    document = Document("file:///a", text)
    assert list(document.lines) == lines_of(text)
    assert document.source == text


@given(
    text=TEXTS,
    encoding=st.sampled_from(list(Encoding)),
    edits=st.lists(st.tuples(*[st.integers(0, 6)] * 4, TEXTS), max_size=6),
)
def test_any_edits_leave_the_text_the_client_has(
    text: str, encoding: Encoding, edits: list[tuple[int, int, int, int, str]]
) -> None:
    document = Document("file:///a", text, encoding=encoding)
    for line, character, end_line, end_character, inserted in edits:
        start, end = sorted([(line, character), (end_line, end_character)])
        first, last = (offset(text, document.place(position(*place))) for place in (start, end))
        text = text[:first] + inserted + text[last:]
        document.apply_change(edit(position(*start), position(*end), inserted))
        assert document.source == text
        assert list(document.lines) == lines_of(text)


@given(text=TEXTS, line=st.integers(0, 2**31 - 1), character=st.integers(0, 2**31 - 1))
def test_every_position_is_a_place_and_every_place_a_position(text: str, line: int, character: int) -> None:
    document = Document("file:///a", text, encoding=Encoding.Utf8)
    place = document.place(position(line, character))
    assert document.place(document.position(place)) == place


def test_an_edit_of_the_whole_replaces_it() -> None:
    document = Document("file:///a", "alt")
    document.apply_change(types.TextDocumentContentChangeWholeDocument(text="neu\n"))
    assert document.source == "neu\n"


def test_a_line_feed_behind_a_carriage_return_joins_it() -> None:
    document = Document("file:///a", "a\rb")
    document.apply_change(edit(position(1, 0), position(1, 0), "\n"))
    assert list(document.lines) == ["a\r\n", "b"]


def test_a_range_that_ends_before_it_begins_is_turned_round() -> None:
    document = Document("file:///a", "abc")
    document.apply_change(edit(position(0, 2), position(0, 1), "-"))
    assert document.source == "a-c"


@pytest.mark.parametrize("encoding", list(Encoding))
def test_a_range_is_given_in_the_clients_units(encoding: Encoding) -> None:
    document = Document("file:///a", "Grüße 🐕 x", encoding=encoding)
    units = {Encoding.Utf8: 13, Encoding.Utf16: 9, Encoding.Utf32: 8}
    assert document.range(Place(0, 8), Place(0, 9)).start.character == units[encoding]


def test_only_what_the_client_opened_is_a_document() -> None:
    documents = Documents(None)
    documents.put_text_document(types.TextDocumentItem("file:///a%20b", types.LanguageKind.Markdown, 1, "x"))
    assert documents.open("file:///a b") is documents.open("file:///a%20b")
    assert documents.open("file:///etc/hostname") is None


def test_an_edit_of_a_document_that_is_not_open_is_passed_over() -> None:
    change = types.TextDocumentContentChangeWholeDocument(text="x")
    Documents(None).update_text_document(types.VersionedTextDocumentIdentifier(2, "file:///a"), change)
