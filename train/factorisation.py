"""Word vectors straight from counts: singular vectors of the positive pointwise mutual information.

Skip-gram with negative sampling factorises, word by word, a matrix of shifted pointwise mutual information
(Levy and Goldberg 2014, "Neural Word Embedding as Implicit Matrix Factorization"). Where all counts fit in
memory the matrix can be factorised at once, with no sampling noise.
"""

import warnings

import torch
from torch import Tensor

from train.cooccurrence import Counts


def positive_mutual_information(counts: Counts, smoothing: float) -> Counts:
    """max(0, log P(word, context) / (P(word) P(context))) of each cell, those above zero.

    The contexts' probabilities are of their counts to the power of `smoothing`, which takes weight from rare
    contexts (Levy, Goldberg and Dagan 2015, section 3.2, where 0.75 is found best).
    """
    of_word = counts.row_sums()
    of_context = counts.transposed().row_sums() ** smoothing
    information = (
        counts.values.double() * of_context.sum() / (of_word[counts.rows] * of_context[counts.columns])
    ).log()
    kept = information > 0
    return Counts(counts.rows[kept], counts.columns[kept], information[kept].float(), counts.shape)


def beside(first: Counts, second: Counts, weight: float) -> Counts:
    """One matrix with the contexts of both, those of the second times `weight`; their rows are the same."""
    return Counts(
        torch.cat((first.rows, second.rows)),
        torch.cat((first.columns, second.columns + first.shape[1])),
        torch.cat((first.values, second.values * weight)),
        (first.shape[0], first.shape[1] + second.shape[1]),
    )


def left_singular_vectors(matrix: Counts, dimension: int, seed: int) -> Tensor:
    """The left singular vectors of the largest singular values, float32 [words, dimension], largest first.

    They are not scaled by the singular values: for the similarity of words this is best (Levy, Goldberg and
    Dagan 2015, section 3.3, eigenvalue weighting 0).
    """
    return _singular(matrix, dimension, seed)[0]


def factors(matrix: Counts, dimension: int, seed: int) -> tuple[Tensor, Tensor]:
    """Vectors [words, dimension] and [contexts, dimension] whose products come nearest to the matrix."""
    left, values, right = _singular(matrix, dimension, seed)
    return left * values.sqrt(), right * values.sqrt()


def _singular(matrix: Counts, dimension: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """The largest singular values [dimension], and their vectors [words or contexts, dimension].

    Randomised (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1): two power iterations, with columns
    to spare, without which the last vectors are poor.
    """
    sparse = _compressed(matrix)
    transposed = _compressed(matrix.transposed())
    generator = torch.Generator().manual_seed(seed)
    columns = min(dimension + _SPARE_COLUMNS, *matrix.shape)
    basis = _orthogonal(sparse @ torch.randn(matrix.shape[1], columns, generator=generator))
    for _ in range(_POWER_ITERATIONS):
        basis = _orthogonal(sparse @ _orthogonal(transposed @ basis))
    small = (transposed @ basis).T  # [columns, contexts]
    rotation, values, right = torch.linalg.svd(small, full_matrices=False)
    left: Tensor = basis @ rotation
    return left[:, :dimension].contiguous(), values[:dimension], right[:dimension].T.contiguous()


def _compressed(matrix: Counts) -> Tensor:
    cells = torch.stack((matrix.rows, matrix.columns))
    sparse: Tensor = torch.sparse_coo_tensor(cells, matrix.values, matrix.shape, check_invariants=False)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
        compressed: Tensor = sparse.to_sparse_csr()
    return compressed


def _orthogonal(matrix: Tensor) -> Tensor:
    basis: Tensor = torch.linalg.qr(matrix).Q
    return basis


_SPARE_COLUMNS = 60
_POWER_ITERATIONS = 2
