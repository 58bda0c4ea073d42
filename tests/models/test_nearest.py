"""Nearest rows: found among many nearly as surely as by comparing all of them."""

import numpy as np

from models import nearest
from models.nearest import CosineIndex


def test_candidates_hold_nearly_all_of_the_nearest_rows() -> None:
    generator = np.random.default_rng(1)
    topics = generator.normal(size=(nearest.MANY_ROWS // 20, 100))
    matrix = np.repeat(topics, 20, axis=0) + generator.normal(size=(nearest.MANY_ROWS, 100))
    in_bytes = np.rint(matrix / np.abs(matrix).max(axis=1, keepdims=True) * 127).astype(np.int8)
    index = CosineIndex(in_bytes)
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)

    found = 0
    for row in range(0, nearest.MANY_ROWS, 400):
        exact = np.argsort(-(unit @ unit[row]))[:10]
        found += len(set(exact) & set(index.search(index.unit(row), 10)[0]))

    assert found >= 0.97 * 200


def test_cosines_are_of_directions_not_lengths() -> None:
    index = CosineIndex(np.array([[2, 0], [3, 3], [0, 0]], dtype=np.int8))

    rows, cosines = index.search(index.unit(0), 3)

    assert rows.tolist() == [0, 1, 2]
    assert np.allclose(cosines, [1, 0.5**0.5, 0])


def test_rows_that_do_not_count_are_left_out_among_few_and_many() -> None:
    matrix = np.random.default_rng(1).normal(size=(2 * nearest.MANY_ROWS, 16))
    index = CosineIndex(matrix)
    for among in (np.arange(len(matrix)) % 2 == 1, np.arange(len(matrix)) % 400 == 1):
        rows, _ = index.search(index.unit(0), 10, among)

        exact = [
            row for row in np.argsort(-index.cosines(index.unit(0), np.arange(len(matrix)))) if among[row]
        ]
        assert among[rows].all()
        assert len(set(rows.tolist()) & set(exact[:10])) >= 9


def test_more_may_be_asked_for_than_there_are() -> None:
    index = CosineIndex(np.eye(3, dtype=np.float32))

    assert len(index.search(index.unit(0), 5)[0]) == 3
    assert len(index.search(index.unit(0), 5, np.array([False, True, False]))[0]) == 1
    assert len(index.search(index.unit(0), 5, np.zeros(3, dtype=bool))[0]) == 0
