"""Counts: which words are near each other, and which stand in sentences that translate each other."""

import itertools
import random
from collections import Counter

import pytest
import torch

from train import cooccurrence
from train.cooccurrence import Counts

WORDS = ["a", "b", "c", "d"]


def cells(counts: Counts) -> dict[tuple[int, int], float]:
    """The counts by row and column."""
    return {
        (row, column): pytest.approx(value)
        for row, column, value in zip(
            counts.rows.tolist(), counts.columns.tolist(), counts.values.tolist(), strict=True
        )
    }


def test_the_context_before_a_word_is_counted_within_its_sentence() -> None:
    text = cooccurrence.encode([["a", "b", "a"], ["c"], ["x", "b", "c"]], WORDS)

    assert cells(cooccurrence.after_counts(text, 1, 4)) == {(1, 0): 1, (0, 1): 1, (2, 1): 1}
    assert cells(cooccurrence.after_counts(text, 2, 4)) == {(0, 0): 1}


def test_windows_count_near_words_more_as_plain_code_does() -> None:
    rng = random.Random(1)
    sentences = [rng.choices([*WORDS, "unknown"], k=rng.randint(1, 9)) for _ in range(40)]
    window = 3
    expected: Counter[tuple[int, int]] = Counter()
    for sentence in sentences:
        for place, other in itertools.permutations(range(len(sentence)), 2):
            distance = abs(place - other)
            if distance <= window and "unknown" not in (sentence[place], sentence[other]):
                cell = WORDS.index(sentence[place]), WORDS.index(sentence[other])
                expected[cell] += (window - distance + 1) / window

    assert cells(cooccurrence.window_counts(cooccurrence.encode(sentences, WORDS), window, 4)) == expected


def test_translations_share_a_pairs_weight() -> None:
    pairs = [([0, 1], [2]), ([0], [2]), ([], [1]), ([0] * 31, [1])]

    counts = cooccurrence.translation_counts(pairs, (2, 3), longest=30)

    assert cells(counts) == {(0, 2): 1.5, (1, 2): 0.5}
    assert counts.shape == (2, 3)


def test_sums_are_of_rows() -> None:
    counts = Counts(torch.tensor([0, 0, 2]), torch.tensor([1, 0, 1]), torch.tensor([1.0, 2.0, 4.0]), (3, 2))

    assert counts.row_sums().tolist() == [3, 0, 4]
    assert counts.transposed().row_sums().tolist() == [2, 5]
    assert cells(counts.plus(counts))[2, 1] == 8
