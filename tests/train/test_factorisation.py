"""Mutual information and its singular vectors, beside their definitions."""

import math

import pytest
import torch

from train import factorisation
from train.cooccurrence import Counts


def sparse(matrix: list[list[float]]) -> Counts:
    dense = torch.tensor(matrix)
    rows, columns = dense.nonzero(as_tuple=True)
    return Counts(rows, columns, dense[rows, columns], (dense.shape[0], dense.shape[1]))


def test_information_is_what_a_pair_has_above_chance() -> None:
    information = factorisation.positive_mutual_information(sparse([[3, 1], [1, 3]]), smoothing=1.0)

    # P(0, 0) = 3/8 where chance gives 1/4; the other cells are below chance and left out
    assert information.rows.tolist() == information.columns.tolist() == [0, 1]
    assert information.values.tolist() == pytest.approx([math.log(1.5)] * 2)


def test_smoothing_takes_weight_from_rare_contexts() -> None:
    counts = sparse([[100, 4], [2_000, 1]])

    plain = factorisation.positive_mutual_information(counts, smoothing=1.0)
    smoothed = factorisation.positive_mutual_information(counts, smoothing=0.75)

    assert smoothed.values[smoothed.columns == 1] < plain.values[plain.columns == 1]


def test_singular_vectors_are_those_of_the_whole_matrix() -> None:
    torch.manual_seed(1)
    spectrum = torch.tensor([9.0, 7, 5, 3, 0.1, 0.1])
    left, right = (torch.linalg.qr(torch.randn(30, 6)).Q for _ in range(2))
    matrix = left * spectrum @ right.T

    found = factorisation.left_singular_vectors(sparse(matrix.tolist()), dimension=4, seed=1)

    assert found.shape == (30, 4)
    assert torch.allclose(
        (found * left[:, :4]).sum(dim=0).abs(), torch.ones(4), atol=1e-3
    )  # but for their sign


def test_contexts_of_two_kinds_stand_side_by_side() -> None:
    both = factorisation.beside(sparse([[1, 0], [0, 2]]), sparse([[3], [0]]), weight=0.5)

    assert both.shape == (2, 3)
    assert sorted(zip(both.rows.tolist(), both.columns.tolist(), both.values.tolist(), strict=True)) == [
        (0, 0, 1.0),
        (0, 2, 1.5),
        (1, 1, 2.0),
    ]
