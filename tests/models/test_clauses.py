"""Where long sentences are cut."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clauses import split


def parts(text: str, most: int) -> list[str]:
    return [text[start:end] for start, end in split(text, range(len(text)), most)]


def test_what_fits_is_one_part() -> None:
    assert parts("Das ist kurz, oder?", 30) == ["Das ist kurz, oder?"]


def test_nothing_gives_no_part() -> None:
    assert parts("", 10) == []
    assert parts("   ", 10) == []


def test_ends_of_sentences_come_before_commas() -> None:
    assert parts("Er kam, sah und siegte. Dann ging er.", 30) == ["Er kam, sah und siegte.", "Dann ging er."]


def test_commas_come_before_words() -> None:
    assert parts("Als es Abend wurde, gingen sie nach Hause", 30) == [
        "Als es Abend wurde,",
        "gingen sie nach Hause",
    ]


def test_conjunctions_come_before_other_words() -> None:
    assert parts("Sie gingen nach Hause und schliefen ein", 25) == [
        "Sie gingen nach Hause",
        "und schliefen ein",
    ]


def test_a_comma_at_the_edge_is_no_use() -> None:
    assert parts("Ja, das Wetter ist heute wirklich besonders herrlich", 30) == [
        "Ja, das Wetter ist heute",
        "wirklich besonders herrlich",
    ]


def test_a_long_word_is_cut() -> None:
    assert parts("a" * 25, 10) == ["a" * 6, "a" * 6, "a" * 6, "a" * 7]


def test_what_is_one_unit_is_never_cut() -> None:
    text = "xxxxxxxxxxxxxxxxxxxx ab"
    assert [text[start:end] for start, end in split(text, [0, 21, 22], 1)] == ["x" * 20, "a", "b"]


@pytest.mark.parametrize("text", ["ab, " * 100_000, "a" * 400_000, " " * 400_000, "ab. Und  –  " * 40_000])
def test_a_very_long_text_takes_no_longer_than_its_length_asks_for(text: str) -> None:
    units = CountedLooks(len(text))
    assert all(end - start <= 100 for start, end in split(text, units, 100))
    assert units.looks < 3 * len(text)


class CountedLooks(Sequence[int]):
    """Units of one character, which count how often they are looked at."""

    def __init__(self, length: int) -> None:
        self.length, self.looks = length, 0

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: Any) -> Any:
        self.looks += 1
        return range(self.length)[index]


@given(st.text(alphabet="ab .,;und\n", max_size=80), st.integers(1, 30))
def test_parts_fit_and_hold_everything_but_white_space(text: str, most: int) -> None:
    found = parts(text, most)
    assert all(len(part) <= most for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())
