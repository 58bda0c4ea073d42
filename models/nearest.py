"""Which rows of a matrix point most nearly where a vector points: all compared, or likely ones of many."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = npt.NDArray[Any]
Vector: TypeAlias = npt.NDArray[np.float32]
Mask: TypeAlias = npt.NDArray[np.bool_]

MANY_ROWS = 8_000
"""From here on a product with the whole matrix takes longer than a millisecond."""


class CosineIndex:
    """The rows of a matrix [rows, dimension], float or int8, by their cosine with a vector.

    With many rows, the signs of `CODE_BITS` random projections choose candidates whose cosine is then
    computed: two signs differ as often as the angle is wide (Charikar 2002, "Similarity Estimation
    Techniques from Rounding Algorithms", section 3).
    """

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = np.asarray(matrix)  # a memory map still, without its slow indexing
        self._inverse_lengths = _inverse_lengths(matrix)  # [rows]
        if len(matrix) >= MANY_ROWS:
            generator = np.random.default_rng(0)
            self._projection = generator.standard_normal((matrix.shape[1], CODE_BITS), np.float32)
            # [numbers of 64 bits, rows]: sums over few numbers of many rows are fast this way round
            self._codes = np.concatenate([self._coded(part) for part in _parts(matrix)]).T.copy()

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._matrix)

    def unit(self, row: int) -> Vector:
        """A row as float32 [dimension], of length 1; of length 0 if it is 0."""
        unit: Vector = np.asarray(self._matrix[row], dtype=np.float32) * self._inverse_lengths[row]
        return unit

    def cosines(self, vector: Vector, rows: npt.NDArray[np.intp]) -> Vector:
        """The cosine of each of the rows [count] with a vector [dimension] of length 1."""
        chosen = np.asarray(self._matrix[rows], dtype=np.float32)
        cosines: Vector = (chosen @ vector) * self._inverse_lengths[rows]
        return cosines

    def search(
        self, vector: Vector, count: int, among: Mask | None = None
    ) -> tuple[npt.NDArray[np.intp], Vector]:
        """The `count` rows nearest to a vector [dimension] of length 1, nearest first, and their cosines.

        `among` [rows] says which rows count; without it all do.
        """
        rows = self._candidates(vector, count, among)
        cosines = self.cosines(vector, rows)
        count = max(0, min(count, len(rows)))
        best = np.argpartition(-cosines, count - 1)[:count] if count else np.empty(0, np.intp)
        best = best[np.argsort(-cosines[best], kind="stable")]
        return rows[best], cosines[best]

    def _candidates(self, vector: Vector, count: int, among: Mask | None) -> npt.NDArray[np.intp]:
        """The rows among which the nearest ones are: all that count, or the likely ones of many."""
        rows = np.arange(len(self)) if among is None else np.flatnonzero(among)
        wanted = _CANDIDATES + _CANDIDATES_PER_RESULT * max(0, count)
        if len(self) < MANY_ROWS or len(rows) <= wanted:
            return rows
        differing = np.bitwise_count(self._codes ^ self._coded(vector[None]).T).sum(axis=0, dtype=np.uint16)
        return rows[np.argpartition(differing[rows], wanted - 1)[:wanted]]

    def _coded(self, vectors: Matrix) -> npt.NDArray[np.uint64]:
        """The signs of the projections of vectors [count, dimension], 64 to a number."""
        signs = np.asarray(vectors, dtype=np.float32) @ self._projection > 0
        return np.packbits(signs, axis=1).view(np.uint64)


def _inverse_lengths(matrix: Matrix) -> Vector:
    squares = [np.einsum("ij,ij->i", part, part) for part in map(np.float32, _parts(matrix))]
    lengths: Vector = np.sqrt(np.concatenate(squares)) if squares else np.empty(0, np.float32)
    inverse: Vector = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return inverse


def _parts(matrix: Matrix) -> list[Matrix]:
    """The matrix in pieces, so that never all of it is in memory as float32."""
    return [matrix[start : start + _PART] for start in range(0, len(matrix), _PART)]


CODE_BITS = 256
_CANDIDATES = 600
_CANDIDATES_PER_RESULT = 6
_PART = 8_192
