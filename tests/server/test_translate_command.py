"""How `dolmetsch translate` cuts its input: into lines, and very long lines into parts."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.commands.translate import Part, parts_of


def test_a_line_is_a_part() -> None:
    assert list(parts_of(io.StringIO("Eins.\n\nZwei.", newline="\n"))) == [
        Part("Eins.", ends_line=True),
        Part("", ends_line=True),
        Part("Zwei.", ends_line=True),
    ]


def test_a_very_long_line_is_cut_after_a_sentence() -> None:
    assert texts_of("Eins, zwei. Drei. Vier, fünf.", 20) == ["Eins, zwei. Drei.", " Vier, fünf."]


def test_a_very_long_sentence_is_cut_between_words() -> None:
    assert texts_of("eins zwei drei vier", 12) == ["eins zwei", " drei vier"]


@pytest.mark.parametrize("length", [9, 10, 11, 20, 21])
def test_a_very_long_word_is_cut_as_it_must_be(length: int) -> None:
    parts = list(parts_of(io.StringIO("a" * length), 10))
    assert "".join(part.text for part in parts) == "a" * length
    assert [part.ends_line for part in parts] == [False] * (len(parts) - 1) + [True]


@given(st.text("ab .\n", max_size=100))
def test_parts_hold_all_of_the_text_and_are_no_longer_than_they_may_be(text: str) -> None:
    parts = list(parts_of(io.StringIO(text, newline="\n"), 10))
    assert all(len(part.text) <= 10 for part in parts)
    lines = "".join(part.text + ("\n" if part.ends_line else "") for part in parts)
    assert lines == (text if text.endswith("\n") or not text else text + "\n")


def texts_of(text: str, most: int) -> list[str]:
    return [part.text for part in parts_of(io.StringIO(text), most)]
