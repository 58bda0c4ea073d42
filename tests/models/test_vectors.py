"""Word vectors: which words are near, how words are looked up, and what is refused."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import vectors
from models.checkpoint import CheckpointError
from models.errors import UnknownWord
from models.vectors import Neighbour, Vocabulary, WordVectors
from tests.models.checkpoints import write_vectors

MATRIX = np.array([[2, 0], [3, 3], [0, 0.5], [-1, 0]], dtype=np.float32)
VOCABULARY = Vocabulary(
    words=["happy", "glad", "Haus", "sad"],
    forms={"happier": 0, "sadly": 3},
    tokens=["happi", "glad", "haus", "sad"],
)


@pytest.fixture
def happy() -> WordVectors:
    return WordVectors(MATRIX, VOCABULARY)


def test_neighbours_are_by_cosine_not_length(happy: WordVectors) -> None:
    neighbours = happy.nearest("happy")

    assert [neighbour.word for neighbour in neighbours] == ["glad", "Haus", "sad"]
    assert [neighbour.similarity for neighbour in neighbours] == pytest.approx([0.5**0.5, 0, -1])


def test_the_word_itself_is_left_out_and_the_count_kept(happy: WordVectors) -> None:
    assert happy.nearest("glad", 1) in ([Neighbour("happy", pytest.approx(0.5**0.5))],
                                        [Neighbour("Haus", pytest.approx(0.5**0.5))])  # fmt: skip
    assert happy.nearest("glad", 0) == []
    assert len(happy.nearest("glad", 100)) == 3


def test_an_inflected_form_is_found_at_its_stem(happy: WordVectors) -> None:
    assert happy.nearest("happier") == happy.nearest("happy")
    assert "happi" not in happy


@pytest.mark.parametrize(("typed", "word"), [("Happy", "happy"), ("HAPPIER", "happy"), ("haus", "Haus")])
def test_a_word_is_found_in_other_case(happy: WordVectors, typed: str, word: str) -> None:
    assert typed in happy
    assert happy.nearest(typed) == happy.nearest(word)


def test_a_word_as_written_goes_before_other_case() -> None:
    both = WordVectors(MATRIX, Vocabulary(words=["Essen", "speisen", "essen", "Ort"]))

    assert both.nearest("essen", 3) != both.nearest("Essen", 3)


def test_an_unknown_word_is_said_as_the_user_wrote_it(happy: WordVectors) -> None:
    assert "Quux" not in happy
    with pytest.raises(UnknownWord, match="“Quux” is not in the vocabulary"):
        happy.nearest("Quux")


def test_a_word_without_a_vector_is_near_nothing() -> None:
    silent = WordVectors(np.array([[1, 0], [0, 0]], dtype=np.float32), Vocabulary(words=["loud", "silent"]))

    assert silent.nearest("loud") == [Neighbour("silent", 0.0)]
    assert silent.nearest("silent") == [Neighbour("loud", 0.0)]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1_000), words=st.integers(1, 40), count=st.integers(0, 50))
def test_neighbours_are_those_of_a_full_sort(seed: int, words: int, count: int) -> None:
    matrix = np.random.default_rng(seed).normal(size=(words, 5)).astype(np.float32)
    names = [f"word{number}" for number in range(words)]

    nearest = WordVectors(matrix, Vocabulary(words=names)).nearest("word0", count)

    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    order = sorted(range(1, words), key=lambda row: -float(unit[row] @ unit[0]))[:count]
    assert [neighbour.word for neighbour in nearest] == [names[row] for row in order]


@pytest.mark.parametrize("precision", [np.float32, np.float16])
def test_a_checkpoint_gives_back_what_was_written(tmp_path: Path, precision: type) -> None:
    write_vectors(tmp_path / "vectors", MATRIX.astype(precision), VOCABULARY, languages=["en", "de"])

    loaded = vectors.load(tmp_path)

    assert loaded.words == VOCABULARY.words
    assert loaded.languages == ("en", "de")
    assert len(loaded) == 4
    assert loaded.nearest("happier") == WordVectors(MATRIX, VOCABULARY).nearest("happier")


def test_the_matrix_is_mapped_not_read(tmp_path: Path) -> None:
    write_vectors(tmp_path, MATRIX, VOCABULARY)

    loaded = vectors.load(tmp_path)

    assert isinstance(loaded._matrix.base, np.memmap)


@pytest.mark.parametrize(
    ("matrix", "vocabulary", "problem"),
    [
        (MATRIX[:3], VOCABULARY, "has 3 vectors for 4 words"),
        (MATRIX[0], VOCABULARY, "does not hold the matrix"),
        (MATRIX.astype(np.int32), VOCABULARY, "does not hold the matrix"),
        (MATRIX, Vocabulary(words=["a", "b", "c", "d"], forms={"e": 4}), "is no vocabulary"),
        (MATRIX, Vocabulary(words=["a", "b", "c", 4]), "is no vocabulary"),  # type: ignore[list-item]
    ],
)
def test_what_does_not_fit_together_is_refused(
    tmp_path: Path, matrix: np.ndarray, vocabulary: Vocabulary, problem: str
) -> None:
    write_vectors(tmp_path, matrix, vocabulary)

    with pytest.raises(CheckpointError, match=problem):
        vectors.load(tmp_path)


# the lab's, as they ship


@pytest.fixture(scope="module")
def lab() -> WordVectors:
    return vectors.load("lab")


def test_the_labs_vectors_know_words_not_stems(lab: WordVectors) -> None:
    assert len(lab) == 3_085
    assert lab.languages == ("en",)
    assert "happy" in lab
    assert "happiness" in lab
    assert "happi" not in lab
    assert all(neighbour.word in lab for neighbour in lab.nearest("happy"))


def test_the_labs_neighbours_make_sense(lab: WordVectors) -> None:
    def near(word: str) -> set[str]:
        return {neighbour.word for neighbour in lab.nearest(word)}

    assert {"today", "great"} <= near("day")
    assert {"last", "next"} <= near("school")
    assert "sad" in near("bad")


def test_neighbours_take_at_most_a_millisecond(lab: WordVectors) -> None:
    times = []
    for word in lab.words[:100]:
        started = time.perf_counter()
        lab.nearest(word)
        times.append(time.perf_counter() - started)

    assert sorted(times)[50] < 1e-3
