"""Checkpoints that tests write."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from models import checkpoint
from models.checkpoint import Manifest
from models.vectors import Vocabulary

MANIFEST = Manifest(
    kind="word2vec",
    languages=["en"],
    architecture={"dimension": 2},
    hyperparameters={"seed": 1},
    vocabulary={"stems": 4},
    corpora=[{"name": "a test", "source": "a test", "licence": "CC0 1.0", "files": {}}],
    metrics={},
    revision="unknown",
    device="a test",
    wall_time_seconds=0.5,
)


def write_vectors(
    directory: Path, matrix: npt.NDArray[Any], vocabulary: Vocabulary, languages: Sequence[str] = ("en",)
) -> Path:
    """Writes a checkpoint of word vectors."""
    with checkpoint.writing(directory, dataclasses.replace(MANIFEST, languages=list(languages))) as temporary:
        other = np.zeros((1, 3), matrix.dtype)  # a file may hold more than the matrix
        tensors = {"embedding.weight": other, "output.weight": matrix}
        (temporary / "weights.safetensors").write_bytes(safetensors.numpy.save(tensors))
        vocabulary.write(temporary / "vocabulary.json")
    return directory
