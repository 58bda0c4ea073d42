"""Columns in the client's encoding and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.text.positions import Encoding, column_at, units_before

LINE = "Grüße 🐕‍🦺 aus Köln"

WIDTHS = {
    Encoding.Utf8: lambda text: len(text.encode("utf-8")),
    Encoding.Utf16: lambda text: len(text.encode("utf-16-le")) // 2,
    Encoding.Utf32: len,
}


@pytest.mark.parametrize("encoding", list(Encoding))
@given(line=st.text(st.characters(exclude_categories=["Cs"])), data=st.data())
def test_units_are_what_the_encoding_takes(encoding: Encoding, line: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(line)))
    units = units_before(line, column, encoding)
    assert units == WIDTHS[encoding](line[:column])
    assert column_at(line, units, encoding) == column


@pytest.mark.parametrize(
    ("encoding", "units"), [(Encoding.Utf8, 8), (Encoding.Utf16, 6), (Encoding.Utf32, 6)]
)
def test_the_dog_begins_behind_the_greeting(encoding: Encoding, units: int) -> None:
    assert units_before(LINE, 6, encoding) == units


@pytest.mark.parametrize(
    ("encoding", "units"), [(Encoding.Utf8, 9), (Encoding.Utf8, 11), (Encoding.Utf16, 7)]
)
def test_a_position_inside_a_character_is_the_one_before_it(encoding: Encoding, units: int) -> None:
    assert column_at(LINE, units, encoding) == 6


@pytest.mark.parametrize("encoding", list(Encoding))
@pytest.mark.parametrize("units", [100, 2**31 - 1, 10**30])
def test_a_position_past_the_end_is_the_end(encoding: Encoding, units: int) -> None:
    assert column_at(LINE, units, encoding) == len(LINE)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_half_a_surrogate_pair_is_a_character(encoding: Encoding) -> None:
    line = "a\ud83db"
    assert column_at(line, units_before(line, 2, encoding), encoding) == 2
