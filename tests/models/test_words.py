"""What a model knows of words: how it is loaded, how its languages are told apart, and what ships."""

from pathlib import Path

import numpy as np
import pytest

from models import words
from models.checkpoint import CheckpointError
from models.errors import UnknownWord
from models.vectors import Vocabulary, WordVectors
from models.words import Words
from tests.models.checkpoints import write_vectors, write_words

MATRIX = np.array([[2, 0], [3, 3], [0, 0.5], [-1, 0]], dtype=np.float32)
VOCABULARY = Vocabulary(
    words=["happy", "glad", "calm", "sad"],
    forms={"happier": 0, "sadly": 3},
    tokens=["happi", "glad", "calm", "sad"],
)


@pytest.mark.parametrize("precision", [np.float32, np.float16])
def test_a_checkpoint_gives_back_what_was_written(tmp_path: Path, precision: type) -> None:
    write_vectors(tmp_path / "vectors", MATRIX.astype(precision), VOCABULARY, languages=["en", "de"])

    loaded = words.load(tmp_path)

    assert loaded.languages == ("en", "de")
    assert loaded.lexicon("de").vectors.words == VOCABULARY.words
    assert loaded.nearest("happier") == WordVectors(MATRIX, VOCABULARY).nearest("happier")


def test_the_matrix_is_mapped_not_read(tmp_path: Path) -> None:
    write_vectors(tmp_path, MATRIX, VOCABULARY)

    loaded = words.load(tmp_path)

    assert isinstance(loaded.lexicon("en").vectors._index._matrix.base, np.memmap)


@pytest.mark.parametrize(
    ("matrix", "vocabulary", "problem"),
    [
        (MATRIX[:3], VOCABULARY, "has 3 vectors for 4 words"),
        (MATRIX[0], VOCABULARY, "does not hold the matrix"),
        (MATRIX.astype(np.int32), VOCABULARY, "does not hold the matrix"),
        (MATRIX, Vocabulary(words=["a", "b", "c", "d"], forms={"e": 4}), "is no vocabulary"),
        (MATRIX, Vocabulary(words=["a", "b", "c", 4]), "is no vocabulary"),  # type: ignore[list-item]
        (MATRIX, Vocabulary(words=["a", "b", "c", "d"], function_words=[-1]), "is no vocabulary"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    tmp_path: Path, matrix: np.ndarray, vocabulary: Vocabulary, problem: str
) -> None:
    write_vectors(tmp_path, matrix, vocabulary)

    with pytest.raises(CheckpointError, match=problem):
        words.load(tmp_path)


# the lab's, as they ship


@pytest.fixture(scope="module")
def lab() -> Words:
    return words.load("lab")


def test_the_labs_vectors_know_words_not_stems(lab: Words) -> None:
    assert len(lab.lexicon("en").vectors) == 3_085
    assert lab.languages == ("en",)
    assert "happy" in lab
    assert "happiness" in lab
    assert "happi" not in lab
    assert all(neighbour.word in lab for neighbour in lab.nearest("happy"))


def test_the_labs_neighbours_make_sense(lab: Words) -> None:
    def near(word: str) -> set[str]:
        return {neighbour.word for neighbour in lab.nearest(word)}

    assert {"today", "great"} <= near("day")
    assert {"last", "next"} <= near("school")
    assert "sad" in near("bad")


# the default's


@pytest.fixture
def two_languages(tmp_path: Path) -> Words:
    write_words(tmp_path, {"de": ["gut", "Gift", "Haus", "Hausaufgabe"], "en": ["good", "gift", "house"]})
    return words.load(tmp_path)


def test_a_word_is_looked_up_in_the_language_that_has_it(two_languages: Words) -> None:
    assert {near.word for near in two_languages.nearest("good")} == {"gift", "house"}
    assert {near.word for near in two_languages.nearest("Haus")} == {"Gift", "Hausaufgabe"}


def test_a_language_that_is_named_is_the_only_one(two_languages: Words) -> None:
    assert {near.word for near in two_languages.nearest("gift", language="en")} == {"good", "house"}
    with pytest.raises(UnknownWord):
        two_languages.nearest("good", language="de")


def test_what_is_typed_goes_on_in_its_language(two_languages: Words) -> None:
    assert two_languages.completions("Hau", ["das"], [], 5, "de") == ["Haus", "Hausaufgabe"]
    assert two_languages.completions("hou", [], [], 5, "en") == ["house"]
    assert two_languages.completions("hou", [], [], 5, "fr") == []


@pytest.mark.parametrize("lacking", ["places", "place_weights", "scales"])
def test_a_manifest_that_lacks_what_completion_needs_is_refused(tmp_path: Path, lacking: str) -> None:
    write_words(tmp_path, {"de": ["gut"]}, without=lacking)

    with pytest.raises(CheckpointError, match=lacking):
        words.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("similarity", (3, 8)),
        ("log_probabilities", (3,)),
        ("centres", (3, 4)),
        ("centres", (2, 5)),  # another dimension than the contexts'
        ("contexts", (1, 3, 4)),  # more contexts than words
        ("contexts", (2, 2, 4)),  # more places than the manifest has
        ("contexts", (1, 2)),
    ],
)
def test_matrices_that_do_not_fit_together_are_refused(
    tmp_path: Path, name: str, shape: tuple[int, ...]
) -> None:
    dtype = np.float32 if name == "log_probabilities" else np.int8
    write_words(tmp_path, {"de": ["gut", "Gift"]}, changed={f"de.{name}": np.ones(shape, dtype)})

    with pytest.raises(CheckpointError, match=r"Train it anew with dolmetsch-train\.$"):
        words.load(tmp_path)
