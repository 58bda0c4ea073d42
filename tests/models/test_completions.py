"""Completion: which words are offered for what is typed, in which order and case."""

import numpy as np
import pytest

from models.completions import Completions, Fit
from models.vectors import Vocabulary

WORDS = ["dem", "den", "der", "Dom", "denken", "Denkmal", "Depp"]


@pytest.fixture
def completions() -> Completions:
    """`den` is the most frequent but one; after `mit` comes `dem`."""
    dimension = 2
    centres = np.zeros((len(WORDS), dimension), dtype=np.int8)
    centres[WORDS.index("dem")] = (100, 0)
    contexts = np.zeros((2, 3, dimension), dtype=np.int8)  # of dem, den, der, before and after
    contexts[0, WORDS.index("der")] = (100, 0)
    fit = Fit(
        log_probabilities=np.log(np.array([0.1, 0.3, 0.5, 0.03, 0.04, 0.02, 0.01], dtype=np.float32)),
        centres=centres,
        contexts=contexts,
        centre_scale=0.03,
        context_scale=0.03,
        places=((-1,), (1,)),
        weights=(1.0, 1.0),
    )
    return Completions(Vocabulary(words=WORDS, hidden=[WORDS.index("Depp")]), fit)


def test_frequent_words_come_first_where_nothing_stands_beside_them(completions: Completions) -> None:
    assert completions.ranked("de") == ["der", "den", "dem", "denken", "Denkmal"]


def test_words_that_fit_come_first(completions: Completions) -> None:
    assert completions.ranked("de", before=["der"])[0] == "dem"
    assert completions.ranked("de", after=["der"])[0] == "der"
    assert completions.weighted([0, 0]).ranked("de", before=["der"])[0] == "der"


@pytest.mark.parametrize("beside", ["Der", "DER"])
def test_the_word_beside_counts_in_other_case_too(completions: Completions, beside: str) -> None:
    assert completions.ranked("de", before=[beside])[0] == "dem"


def test_a_capital_inside_a_sentence_is_meant(completions: Completions) -> None:
    assert completions.ranked("D", before=["der"]) == ["Dom", "Denkmal"]
    assert completions.ranked("D")[:2] == ["der", "den"]  # at its beginning every word has one


def test_a_small_letter_may_become_a_noun(completions: Completions) -> None:
    assert completions.ranked("do") == ["Dom"]


def test_a_word_that_is_there_in_full_does_not_complete_itself(completions: Completions) -> None:
    assert completions.ranked("den") == ["denken", "Denkmal"]


def test_an_obscenity_is_not_offered(completions: Completions) -> None:
    assert completions.ranked("dep") == []


def test_what_begins_no_word_has_no_completion(completions: Completions) -> None:
    assert completions.ranked("xyz", before=["der"]) == []


def test_no_more_are_offered_than_asked_for(completions: Completions) -> None:
    assert completions.ranked("de", count=2) == ["der", "den"]
