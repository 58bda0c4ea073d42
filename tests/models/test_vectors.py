"""Word vectors: which words are near, how words are looked up, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import UnknownWord
from models.vectors import Neighbour, Vocabulary, WordVectors

MATRIX = np.array([[2, 0], [3, 3], [0, 0.5], [-1, 0]], dtype=np.float32)
VOCABULARY = Vocabulary(
    words=["happy", "glad", "calm", "sad"],
    forms={"happier": 0, "sadly": 3},
    tokens=["happi", "glad", "calm", "sad"],
)


@pytest.fixture
def happy() -> WordVectors:
    return WordVectors(MATRIX, VOCABULARY)


def test_neighbours_are_by_cosine_not_length(happy: WordVectors) -> None:
    neighbours = happy.nearest("happy")

    assert [neighbour.word for neighbour in neighbours] == ["glad", "calm", "sad"]
    assert [neighbour.similarity for neighbour in neighbours] == pytest.approx([0.5**0.5, 0, -1])


def test_the_word_itself_is_left_out_and_the_count_kept(happy: WordVectors) -> None:
    assert happy.nearest("glad", 1) in ([Neighbour("happy", pytest.approx(0.5**0.5))],
                                        [Neighbour("calm", pytest.approx(0.5**0.5))])  # fmt: skip
    assert happy.nearest("glad", 0) == []
    assert len(happy.nearest("glad", 100)) == 3


def test_an_inflected_form_is_found_at_its_stem(happy: WordVectors) -> None:
    assert happy.nearest("happier") == happy.nearest("happy")
    assert "happi" not in happy


@pytest.mark.parametrize(("typed", "word"), [("Happy", "happy"), ("HAPPIER", "happy")])
def test_a_word_is_found_in_other_case(happy: WordVectors, typed: str, word: str) -> None:
    assert typed in happy
    assert happy.nearest(typed) == happy.nearest(word)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("don’t", "don't"),
        ("Dont’s", "dont’s"),
        ("dont's", "dont’s"),
        ("E‑Mail", "E-Mail"),
        ("e\u00admail", "email"),
    ],
)
def test_a_word_is_found_with_other_apostrophes_and_hyphens(typed: str, word: str) -> None:
    words = ["don't", "can't", "dont’s", "E-Mail", "Brief", "email"]
    vectors = WordVectors(np.eye(6, dtype=np.float32), Vocabulary(words=words))

    assert vectors.vector(typed).tolist() == vectors.vector(word).tolist()


def test_a_word_as_written_goes_before_other_case() -> None:
    both = WordVectors(MATRIX, Vocabulary(words=["Essen", "speisen", "essen", "Ort"]))

    assert [near.word for near in both.nearest("essen")] == ["speisen"]
    assert [near.word for near in both.nearest("Essen")] == ["Ort"]
    assert both.nearest("ort") == both.nearest("Ort")


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


FAMILIES = Vocabulary(
    words=["schönen", "schöner", "hübsche", "hübschen", "prächtig", "hurig"],
    tokens=["schon", "schon", "hubsch", "hubsch", "prachtig", "hurig"],
    hidden=[5],
)
FAMILY_MATRIX = np.array(
    [[1, 0.1, 0], [1, 0.12, 0], [1, 0.2, 0], [1, 0.4, 0], [1, 1, 0], [1, 0.15, 0]], dtype=np.float32
)


@pytest.fixture
def families() -> WordVectors:
    return WordVectors(FAMILY_MATRIX, FAMILIES)


def test_a_family_is_offered_once_and_in_the_form_that_was_asked_for(families: WordVectors) -> None:
    assert [near.word for near in families.nearest("schönen")] == ["hübschen", "prächtig"]


def test_without_the_same_form_the_nearest_stands_for_its_family(families: WordVectors) -> None:
    assert [near.word for near in families.nearest("schöner")] == ["hübsche", "prächtig"]


def test_an_obscenity_is_offered_to_those_alone_who_typed_one(families: WordVectors) -> None:
    assert "hurig" not in [near.word for near in families.nearest("prächtig")]
    assert [near.word for near in families.nearest("hurig", 1)] == ["schöner"]


def test_an_obscenity_is_not_offered_as_the_fitting_form_of_a_harmless_word() -> None:
    words = ["losen", "bumse", "bumsen"]
    matrix = np.array([[1, 0], [1, 0.1], [1, 0.2]], dtype=np.float32)
    vectors = WordVectors(matrix, Vocabulary(words=words, tokens=["los", "bums", "bums"], hidden=[2]))

    assert [near.word for near in vectors.nearest("losen")] == ["bumse"]


def test_a_compound_is_looked_up_by_its_last_part_and_its_first() -> None:
    parts = Vocabulary(words=["Sommer", "Abend", "Nacht", "Hitze"])
    vectors = WordVectors(np.array([[1, 0], [0, 1], [0.1, 1], [1, 0.1]], dtype=np.float32), parts)

    assert [near.word for near in vectors.nearest("Sommerabend", 2)] == ["Nacht", "Abend"]


def test_a_slip_of_the_pen_is_looked_up_by_the_words_that_begin_like_it() -> None:
    parts = Vocabulary(words=["wunderbar", "herrlich", "Sommer"])
    vectors = WordVectors(np.array([[1, 0], [0.9, 0.1], [0, 1]], dtype=np.float32), parts)

    assert [near.word for near in vectors.nearest("wunderbsr", 2)] == ["wunderbar", "herrlich"]


KINDS = Vocabulary(words=["gut", "aber", "Güte", "und", "nett", "geht's", "gibt's"], function_words=[1, 3])


@pytest.mark.parametrize(
    ("word", "neighbours"),
    [("gut", ["nett"]), ("aber", ["und"]), ("Güte", []), ("geht's", ["gibt's"]), ("Gut", ["nett"])],
)
def test_only_what_could_take_a_words_place_is_its_neighbour(word: str, neighbours: list[str]) -> None:
    vectors = WordVectors(np.ones((7, 2), dtype=np.float32), KINDS)

    assert [near.word for near in vectors.nearest(word)] == neighbours


def test_function_words_are_told_in_any_case() -> None:
    vectors = WordVectors(np.ones((7, 2), dtype=np.float32), KINDS)

    assert vectors.is_function_word("Aber")
    assert not vectors.is_function_word("gut")
    assert not vectors.is_function_word("unbekannt")


def test_a_word_looked_up_by_its_pieces_is_of_the_kind_of_its_last() -> None:
    parts = Vocabulary(words=["Sommer", "Abend", "abends", "Nacht"])
    vectors = WordVectors(np.array([[1, 0], [0, 1], [0.1, 1], [1, 1]], dtype=np.float32), parts)

    assert [near.word for near in vectors.nearest("sommerabend")] == ["Nacht", "Abend", "Sommer"]


def test_nothing_is_built_while_someone_waits() -> None:
    """What the first question built, it would build in the event loop, where every key stroke waits."""
    vectors = WordVectors(MATRIX, VOCABULARY)
    built = set(vars(vectors))

    vectors.nearest("happy")
    vectors.nearest("happyish")

    assert set(vars(vectors)) == built
