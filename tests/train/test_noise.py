"""Noise in the source: what it may change, how seldom it does, and that it is the same for the same seed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from train.corpora import noise
from train.corpora.noise import noisy, renamed

SENTENCE = "„Grüße aus München“, schrieb er, „die Straße ist heiß.“ Das war's."


@given(st.text(), st.integers())
def test_noisy_takes_any_text_and_leaves_it_about_as_long(text: str, seed: int) -> None:
    result = noisy(text, random.Random(seed))
    assert bool(result) >= (len(text) > 1)
    assert len(text) - 2 <= len(result) <= 3 * len(text)


def test_noisy_is_the_same_for_the_same_seed() -> None:
    def draw() -> list[str]:
        rng = random.Random(7)
        return [noisy(SENTENCE, rng) for _ in range(50)]

    assert draw() == draw()


def test_noisy_mostly_leaves_a_sentence_alone() -> None:
    rng = random.Random(7)
    plain = "Wir treffen uns am Abend vor dem Kino."
    changed = sum(noisy(plain, rng) != plain for _ in range(2_000))
    assert 0.05 < changed / 2_000 < 0.30


@pytest.mark.parametrize(
    "deviation",
    [
        "„Grüsse aus München“, schrieb er, „die Strasse ist heiss.“ Das war's.",  # Swiss
        "„Gruesse aus Muenchen“, schrieb er, „die Strasse ist heiss.“ Das war's.",  # an English keyboard
        "„Gruße aus Munchen“, schrieb er, „die Straße ist heiß.“ Das war's.",  # dots forgotten
        "„Grüße aus München“, schrieb er, „die Straße ist heiß.“ Das war's",  # no full stop
        "„grüße aus münchen“, schrieb er, „die straße ist heiß.“ das war's.",  # no capitals
        "»Grüße aus München«, schrieb er, »die Straße ist heiß.« Das war’s.",  # a book's quotation marks
    ],
)
def test_noisy_writes_as_people_do(deviation: str) -> None:
    rng = random.Random(3)
    assert deviation in {noisy(SENTENCE, rng) for _ in range(5_000)}


def test_noisy_changes_a_long_word_by_one_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "_DEVIATIONS", ((1.0, noise._typo),))
    slips = {noisy("Im Fenster", random.Random(seed)) for seed in range(100)}
    assert "Im Fesnter" in slips
    assert "Im Fnster" in slips
    assert all(slip.startswith("Im F") and slip.endswith("r") for slip in slips)


def test_renamed_replaces_the_name_on_both_sides() -> None:
    pairs = [("Tom kennt Tom.", "Tom knows Tom."), ("Er kennt Tom.", "He knows him.")]
    assert renamed(pairs, "Tom", ["Aisha"], 1.0, random.Random(0)) == [
        ("Aisha kennt Aisha.", "Aisha knows Aisha."),
        ("Er kennt Tom.", "He knows him."),
    ]


def test_renamed_leaves_genitives_and_compounds_alone() -> None:
    pairs = [
        ("Toms Hund mag Tom.", "Tom's dog likes Tom."),
        ("Die Tom-Fans lieben Tom.", "Tom fans love Tom."),
    ]
    assert renamed(pairs, "Tom", ["Aisha"], 1.0, random.Random(0)) == pairs


def test_renamed_keeps_to_its_share() -> None:
    pairs = [("Tom schläft.", "Tom sleeps.")] * 1_000
    others = sum(
        german != "Tom schläft." for german, _ in renamed(pairs, "Tom", ["Lea"], 0.4, random.Random(0))
    )
    assert 350 < others < 450
