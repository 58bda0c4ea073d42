"""Where words begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.text.words import in_casing_of, word_at, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Straßenüberführung ist neu.", ["Die", "Straßenüberführung", "ist", "neu"]),
        ("„Über“, »öfter«", ["Über", "öfter"]),
        ("Haus- und U-Bahn", ["Haus", "und", "U-Bahn"]),
        ("Wie geht's? Müller’s", ["Wie", "geht's", "Müller’s"]),
        ("'Hallo' sagte er", ["Hallo", "sagte", "er"]),
        ("90er-Jahre und 42", ["90er-Jahre", "und"]),
        ("fu\u0308r Ge\u00adbäck", ["fu\u0308r", "Ge\u00adbäck"]),
        ("der 🐕Hund", ["der", "Hund"]),
        ("a_b", ["a", "b"]),
        ("", []),
    ],
)
def test_words_of(text: str, words: list[str]) -> None:
    assert [span.of(text) for span in words_of(text)] == words


@pytest.mark.parametrize(
    ("offset", "word"),
    [(0, "Oh"), (2, "Oh"), (3, None), (4, "Straße"), (7, "Straße"), (10, "Straße"), (11, None)],
)
def test_word_at_a_cursor_in_before_or_right_behind_it(offset: int, word: str | None) -> None:
    text = "Oh, Straße!"
    span = word_at(text, offset)
    assert (span and span.of(text)) == word


@given(text=st.text("aß-' .7\u0308"), data=st.data())
def test_word_at_is_one_of_the_words(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    touching = [span for span in words_of(text) if span.start <= offset <= span.end]
    assert word_at(text, offset) == (touching[0] if touching else None)


@pytest.mark.parametrize(
    ("word", "model", "expected"),
    [
        ("great", "good", "great"),
        ("great", "Good", "Great"),
        ("great", "GOOD", "GREAT"),
        ("Straße", "HAUS", "STRASSE".replace("SS", "ẞ")),
        ("Pracht", "schön", "Pracht"),
        ("i", "A", "I"),
    ],
)
def test_in_casing_of(word: str, model: str, expected: str) -> None:
    assert in_casing_of(word, model) == expected
