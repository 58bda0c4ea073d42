"""What is taken for German."""

from pathlib import Path

import pytest

from server.text.language import is_german
from tests.server.language_figures import LENGTHS, MOST_OF_A_SET, SENTENCES, figures, share
from tests.server.language_sets import key, learnt, measured, other_languages


@pytest.mark.parametrize(
    "sentence",
    [
        "Zwei junge Männer stehen im Freien.",
        "Der Hund läuft am Strand.",
        "Das ist gut.",
        "Schönes Wetter heute!",
        "Liebe Grüße aus Köln",
        "Ein Mann spielt Gitarre.",
        "Wir treffen uns um acht.",
        "WIR SIND WIEDER DA.",
        "Fu\u0308r dich.",
        "Ich habe das File committet.",
    ],
)
def test_german(sentence: str) -> None:
    assert is_german(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Two young men are standing outdoors.",
        "This is a good day.",
        "He will die in the war.",
        "The Müller family was here.",
        "De hond loopt op het strand en hij is blij.",
        "Le chien court sur la plage avec les enfants.",
        "El perro corre por la playa con los niños.",
        "Il cane corre sulla spiaggia con i bambini.",
        "Hunden løber på stranden med børnene.",
        "Pies biegnie po plaży z dziećmi.",
        "Собака бежит по пляжу.",
        "犬が浜辺を走る。",
        "def main(arguments): return 0",
        "12:30",
        "🎉",
        "",
    ],
)
def test_not_german(sentence: str) -> None:
    assert not is_german(sentence)


@pytest.mark.parametrize("language", SENTENCES)
def test_languages_that_nothing_was_learnt_from(language: str) -> None:
    sentences = [sentence.strip() for sentence in SENTENCES[language].strip().splitlines()]
    assert share(sentences) <= 0.1


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("length", "recall", "precision"),
    [("1 to 3 words", 0.92, 0.985), ("4 to 7", 0.99, 0.999), ("8 and more", 0.999, 0.999)],
)
def test_german_told_from_english(
    corpora_directory: Path, length: str, recall: float, precision: float
) -> None:
    pairs = [pair for some in measured(corpora_directory).values() for pair in some[:MOST_OF_A_SET]]
    found, right, _ = figures(pairs, *LENGTHS[length])
    assert found >= recall
    assert right >= precision


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("language", "most"), [("Finnish", 0.01), ("French", 0.005), ("Portuguese", 0.005), ("Swedish", 0.02)]
)
def test_other_languages_are_not_taken_for_german(
    corpora_directory: Path, language: str, most: float
) -> None:
    _, lines = other_languages(corpora_directory)[language]
    assert share(lines) <= most


@pytest.mark.corpora
def test_nothing_is_measured_with_what_was_learnt_from(corpora_directory: Path) -> None:
    kept = {key(text) for pairs in measured(corpora_directory).values() for pair in pairs for text in pair}
    seen = {key(text) for pairs in learnt(corpora_directory).values() for pair in pairs for text in pair}
    assert not kept & seen
