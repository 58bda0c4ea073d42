"""Beginnings: found in whatever case, and none that only look like it."""

import pytest

from models.beginnings import Beginnings

WORDS = ["Haus", "haben", "Hausboot", "hat", "über", "Übung", "HAUSEN", "ha", "Straße"]


@pytest.mark.parametrize("start", ["ha", "Haus", "HAUS", "ü", "Ü", "straß", "x", "hausboote", "H", ""])
def test_rows_are_those_of_all_words_that_begin_so(start: str) -> None:
    expected = {row for row, word in enumerate(WORDS) if word.lower().startswith(start.lower())}

    assert set(Beginnings(WORDS).rows(start).tolist()) == expected


def test_without_words_nothing_begins() -> None:
    assert len(Beginnings([]).rows("a")) == 0
