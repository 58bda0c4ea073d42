"""Checkpoints that tests write."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from models import checkpoint
from models.checkpoint import Manifest
from models.vectors import Vocabulary
from models.words import KIND

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


def write_words(
    directory: Path,
    words: Mapping[str, Sequence[str]],
    without: str | None = None,
    changed: Mapping[str, npt.NDArray[Any]] | None = None,
) -> Path:
    """Writes a checkpoint of words by language, with some tensors `changed`.

    Its manifest lacks the entry that `without` names.
    """
    generator = np.random.default_rng(1)
    tensors: dict[str, npt.NDArray[Any]] = {}
    for language, listed in words.items():
        count = len(listed)
        tensors[f"{language}.similarity"] = generator.integers(-127, 128, (count, 8)).astype(np.int8)
        tensors[f"{language}.log_probabilities"] = -np.arange(1, count + 1, dtype=np.float32)
        tensors[f"{language}.centres"] = np.zeros((count, 4), dtype=np.int8)
        tensors[f"{language}.contexts"] = np.zeros((1, count, 4), dtype=np.int8)
    tensors |= changed or {}
    scales = dict.fromkeys((name for name in tensors if name.endswith(("centres", "contexts"))), 0.1)
    architecture = {"scales": scales, "places": [[-1]], "place_weights": [1.0]}
    manifest = dataclasses.replace(
        MANIFEST,
        kind=KIND,
        languages=list(words),
        architecture={name: value for name, value in architecture.items() if name != without},
    )
    with checkpoint.writing(directory, manifest) as temporary:
        (temporary / "weights.safetensors").write_bytes(safetensors.numpy.save(tensors))
        vocabularies = {
            language: dataclasses.asdict(Vocabulary(words=list(listed))) for language, listed in words.items()
        }
        (temporary / "vocabulary.json").write_text(json.dumps(vocabularies), encoding="utf-8")
    return directory
