"""Where long sentences are cut."""

from hypothesis import given
from hypothesis import strategies as st

from models.clauses import split


def parts(text: str, most: int) -> list[str]:
    return [text[start:end] for start, end in split(text, lambda part: len(part) <= most)]


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


@given(st.text(alphabet="ab .,;und\n", max_size=80), st.integers(1, 30))
def test_parts_fit_and_hold_everything_but_white_space(text: str, most: int) -> None:
    found = parts(text, most)
    assert all(len(part) <= most for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())
