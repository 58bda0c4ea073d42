"""Which words are near a word: neighbours by cosine similarity, out of a memory-mapped matrix."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from models import checkpoint
from models.checkpoint import Checkpoint, CheckpointError
from models.errors import UnknownWord

KIND = "word2vec"
WEIGHTS = "weights.safetensors"
MATRIX = "output.weight"
"""The tensor whose rows are compared; the lab compares the output layer's."""
VOCABULARY = "vocabulary.json"

Matrix: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Neighbour:
    """A word, and how near it is."""

    word: str
    similarity: float
    """Cosine, -1 to 1."""


@dataclass(frozen=True)
class Vocabulary:
    """What the rows of the matrix stand for."""

    words: Sequence[str]
    """The word to show for each row."""
    forms: Mapping[str, int] = field(default_factory=dict)
    """The row of every other word that is looked up there: where rows are stems, their inflected forms."""
    tokens: Sequence[str] = ()
    """What each row was trained as, where that is not the word itself: its stem."""

    def write(self, path: Path) -> None:
        """Writes it as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")


class WordVectors:
    """Word vectors with nearest-neighbour look-up by cosine similarity.

    The matrix is float32 [vocabulary, dimension], one row a word; its rows may be of any length.
    """

    def __init__(self, matrix: Matrix, vocabulary: Vocabulary, languages: Sequence[str] = ()) -> None:
        self.words = vocabulary.words
        self.languages = tuple(languages)
        self._matrix = matrix
        self._inverse_lengths = _inverse_lengths(matrix)  # [vocabulary]
        self._rows = {**vocabulary.forms, **{word: row for row, word in enumerate(vocabulary.words)}}

    def __contains__(self, word: str) -> bool:
        """Whether the word, as written or in other case, has a row."""
        return self._find(word) is not None

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.words)

    def nearest(self, word: str, count: int = 10) -> list[Neighbour]:
        """The `count` words closest to `word`, nearest first, its own row left out; fewer if there are fewer.

        Raises:
            UnknownWord: `word` is not in the vocabulary.
        """
        row = self._find(word)
        if row is None:
            raise UnknownWord(word)
        similarity = self._matrix @ (self._matrix[row] * self._inverse_lengths[row])  # [vocabulary]
        similarity *= self._inverse_lengths
        similarity[row] = -np.inf
        count = max(0, min(count, len(self) - 1))
        best = np.argpartition(-similarity, count)[:count]  # unordered: cheaper than a full sort
        best = best[np.argsort(-similarity[best], kind="stable")]
        return [Neighbour(self.words[i], float(similarity[i])) for i in best]

    def _find(self, word: str) -> int | None:
        """The row of a word as written, else lower-case (first in a sentence), else capitalised (a noun)."""
        return next(
            (self._rows[form] for form in (word, word.lower(), word.capitalize()) if form in self._rows), None
        )


def load(model: str | Path) -> WordVectors:
    """The word vectors of a model (see `checkpoint.find`).

    Raises:
        CheckpointError: they are missing or broken.
    """
    opened = checkpoint.load(checkpoint.find(model, "vectors"), (KIND,))
    vocabulary = _read_vocabulary(opened)
    matrix = _read_matrix(opened)
    if len(matrix) != len(vocabulary.words):
        raise CheckpointError(
            f"{opened.directory} has {len(matrix)} vectors for {len(vocabulary.words)} words. "
            "Train it anew with dolmetsch-train."
        )
    return WordVectors(matrix, vocabulary, opened.manifest.languages)


def _read_vocabulary(opened: Checkpoint) -> Vocabulary:
    path = opened.path(VOCABULARY)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        vocabulary = Vocabulary(**content)
        valid = all(isinstance(word, str) for word in vocabulary.words) and all(
            isinstance(row, int) and 0 <= row < len(vocabulary.words) for row in vocabulary.forms.values()
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise CheckpointError(
            f"{path} is no vocabulary ({error}). Train it anew with dolmetsch-train."
        ) from error
    if not valid:
        raise CheckpointError(f"{path} is no vocabulary. Train it anew with dolmetsch-train.")
    return vocabulary


def _read_matrix(opened: Checkpoint) -> Matrix:
    path = opened.path(WEIGHTS)
    try:
        return _mapped(path, MATRIX)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise CheckpointError(
            f"{path} does not hold the matrix {MATRIX} ({error!r}). Train it anew with dolmetsch-train."
        ) from error


def _mapped(path: Path, name: str) -> Matrix:
    """A matrix of a safetensors file, float32 [rows, columns]; its pages are read when they are needed.

    The library copies tensors into memory for numpy, so the format is read here: eight bytes with the length
    of the header, the header as JSON, then the tensors (https://github.com/huggingface/safetensors#format).
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header: dict[str, Any] = json.loads(file.read(length))
    entry = header[name]
    rows, columns = entry["shape"]
    matrix: npt.NDArray[Any] = np.memmap(
        path,
        dtype={"F32": "<f4", "F16": "<f2"}[entry["dtype"]],
        mode="r",
        offset=8 + length + entry["data_offsets"][0],
        shape=(rows, columns),
    )
    # half precision is for the disk: numpy multiplies it slowly
    return np.asarray(matrix, dtype=np.float32)


def _inverse_lengths(matrix: Matrix) -> Matrix:
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
    inverse: Matrix = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return inverse
