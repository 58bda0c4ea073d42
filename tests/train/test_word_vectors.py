"""The default word vectors, trained on a toy of two languages and loaded as the server loads them."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from models import words
from models.words import Words
from train import word_vectors, word_vectors_results
from train.corpora.dictionaries import Dictionaries
from train.corpora.running_text import RunningText, restore_case, words_of
from train.corpora.word_list import word_list
from train.settings import WordVectorsSettings

ANIMALS = {"Hund": "dog", "Hündin": "bitch", "Katze": "cat", "Vogel": "bird", "Pferd": "horse"}
FOOD = {"Brot": "bread", "Käse": "cheese", "Apfel": "apple", "Kuchen": "cake", "Suppe": "soup"}
DOES = {"schläft": "sleeps", "springt": "jumps", "rennt": "runs"}
TASTES = {"schmeckt": "tastes", "riecht": "smells", "dampft": "steams"}


def sentences() -> list[tuple[str, str]]:
    """Animals do things and food tastes, in German and English."""
    return [
        (f"Der {noun} {verb} heute sehr gut.", f"The {nouns[noun]} {verbs[verb]} very well today.")
        for nouns, verbs in ((ANIMALS, DOES), (FOOD, TASTES))
        for noun, verb in itertools.product(nouns, verbs)
        for _ in range(2)
    ]


@pytest.fixture(scope="module")
def text() -> RunningText:
    pairs = [(words_of(german), words_of(english)) for german, english in sentences()]
    return RunningText(
        sentences={"de": [german for german, _ in pairs], "en": [english for _, english in pairs]},
        sources={"de": [0] * len(pairs), "en": [0] * len(pairs)},
        pairs=pairs,
    )


@pytest.fixture(scope="module")
def dictionaries() -> Dictionaries:
    functions = {"der": "the", "heute": "today", "sehr": "very", "gut": "well"}
    return Dictionaries((ANIMALS | FOOD | DOES | TASTES | functions).items(), [])


def settings(**changes: Any) -> WordVectorsSettings:
    values: dict[str, Any] = {
        "seed": 1,
        "min_count": 1,
        "german_words": 100,
        "english_words": 100,
        "method": "factorisation",
        "window": 2,
        "smoothing": 0.75,
        "translation_weight": 1.0,
        "dictionary_weight": 1.0,
        "dimension": 6,
        "completion_contexts": 8,
        "completion_dimension": 6,
        "completion_passes": 60,
        "completion_block": 8,
        "completion_learning_rate": 0.1,
        "completion_weights": [1.0, 0.5, 1.0, 0.5],
    }
    return WordVectorsSettings(**(values | changes))


class NoCorpora:
    """A catalogue in which everything is the same."""

    def provenance(self, corpus: str) -> dict[str, Any]:
        return {"name": corpus, "source": "a test", "licence": "CC0 1.0", "files": {}}


def trained(text: RunningText, dictionaries: Dictionaries, out: Path, **changes: Any) -> Words:
    chosen = settings(**changes)
    vectors = word_vectors.train(text, dictionaries, chosen, lambda stage: None)
    word_vectors_results.write_checkpoint(out, chosen, vectors, NoCorpora(), 1.0)  # type: ignore[arg-type]
    return words.load(out / "checkpoint")


@pytest.mark.parametrize("method", ["factorisation", "softmax"])
def test_vectors_tell_animals_from_food(
    text: RunningText, dictionaries: Dictionaries, tmp_path: Path, method: str
) -> None:
    loaded = trained(text, dictionaries, tmp_path, method=method)

    assert {near.word for near in loaded.nearest("Katze", 3, "de")} <= ANIMALS.keys()
    assert {near.word for near in loaded.nearest("soup", 3, "en")} <= set(FOOD.values())


def test_negative_sampling_is_there_to_compare_with(text: RunningText, dictionaries: Dictionaries) -> None:
    vectors = word_vectors.train(text, dictionaries, settings(method="negative-sampling"), lambda stage: None)

    assert vectors["de"].similarity.shape == (20, 6)
    assert vectors["de"].similarity.std() > 0


def test_completion_knows_what_comes_beside_what(
    text: RunningText, dictionaries: Dictionaries, tmp_path: Path
) -> None:
    loaded = trained(text, dictionaries, tmp_path)

    assert loaded.languages == ("de", "en")
    assert loaded.completions("s", ["Der", "Hund"], [], 1, "de") != loaded.completions(
        "s", ["schmeckt", "heute"], [], 1, "de"
    )
    assert loaded.completions("s", ["schmeckt", "heute"], [], 1, "de") == ["sehr"]


def test_an_obscenity_is_known_and_not_offered(
    text: RunningText, dictionaries: Dictionaries, tmp_path: Path
) -> None:
    loaded = trained(text, dictionaries, tmp_path)

    assert loaded.knows("bitch", "en")
    assert "bitch" not in loaded.completions("b", [], [], 10, "en")
    assert "bitch" not in {near.word for near in loaded.nearest("dog", 10, "en")}


def test_a_run_leaves_a_report_and_maps(
    text: RunningText, dictionaries: Dictionaries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(text, dictionaries, tmp_path)
    monkeypatch.setattr(word_vectors_results, "MAPPED", {"de": ("Hund", "Brot"), "en": ("dog", "bread")})
    monkeypatch.setattr(word_vectors_results, "PROBES", {"de": ("Hund",), "en": ("dog",)})
    empty = word_vectors_results.word_vectors_evaluation.Evaluation({}, {})
    monkeypatch.setattr(word_vectors_results.word_vectors_evaluation, "evaluate", lambda *_: empty)

    printed = word_vectors_results.write_report(tmp_path, settings(), NoCorpora(), 1.0)  # type: ignore[arg-type]

    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| words | 20 de, 20 en |" in printed
    assert "| Hund | " in report
    for language in ("de", "en"):
        assert (tmp_path / f"map-{language}.png").read_bytes().startswith(b"\x89PNG")


def test_a_word_that_nobody_vouches_for_is_left_out(text: RunningText) -> None:
    known = {"hund", "katze", "der"}

    listed = word_list(text, "de", known, min_count=1, most=100)

    assert set(listed.words) == {"Der", "Hund", "Katze"}
    assert listed.words[0] == "Der"  # most frequent first
    assert word_list(text, "de", known, min_count=1, most=1).words == ["Der"]


def test_the_first_word_of_a_sentence_gets_the_case_it_has_elsewhere() -> None:
    sentences = [["Der", "Hund"], ["Ich", "sehe", "der"], ["hund", "und", "der"]]

    restore_case(sentences, [sentences[2]])

    assert sentences == [["der", "Hund"], ["Ich", "sehe", "der"], ["Hund", "und", "der"]]
