"""What is taken for German."""

import gzip
from itertools import islice
from pathlib import Path

import pytest

from server.text.language import is_german


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


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("corpus", "recall", "false_positives"),
    [
        ("multi30k/test_2016_flickr", 0.999, 0.001),
        ("literature/books", 0.99, 0.002),
        ("europarl_20k/train", 0.99, 0.003),
        ("ted_iwslt16/IWSLT16.TED.tst2012", 0.99, 0.003),
        ("wmt_newstest_2008_2013/newstest2013", 0.99, 0.005),
        ("l10n_docs/docs", 0.98, 0.01),
        ("l10n_ui/ui", 0.88, 0.06),  # mostly two or three words, many of them names and loans
    ],
)
def test_share_of_german_and_english_told_right(
    corpora_directory: Path, corpus: str, recall: float, false_positives: float
) -> None:
    assert share_german(corpora_directory / f"{corpus}.de.gz") >= recall
    assert share_german(corpora_directory / f"{corpus}.en.gz") <= false_positives


def share_german(path: Path, most: int = 4_000) -> float:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        sentences = [line.strip() for line in islice(file, most)]
    return sum(map(is_german, sentences)) / len(sentences)
