"""What a run of the default word vectors leaves behind: the checkpoint, maps of the words, and a report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import safetensors.numpy

from models import checkpoint, words
from models.checkpoint import Manifest
from models.vectors import Vocabulary, WordVectors
from models.words import KIND, VOCABULARY, WEIGHTS, Words
from train import provenance, report, word_vectors_evaluation
from train.corpora import Corpora, families, running_text
from train.settings import PLACES, WordVectorsSettings
from train.word_vectors import TrainedVectors

DICTIONARIES = ("dict_wiktionary", "dict_muse_part", "dict_xling_eval")
PROBES = {
    "de": ("schön", "gehst", "Haus", "schnell", "Regierung", "schreiben", "traurig", "Sommerabend"),
    "en": ("good", "house", "happy", "quickly", "walked", "government", "write", "sad"),
}
"""Words whose neighbours the report shows."""
MAPPED = {
    "de": ("Montag", "rot", "Vater", "Berlin", "laufen", "Brot", "Datei", "traurig"),
    "en": ("Monday", "red", "father", "London", "run", "bread", "file", "sad"),
}
"""Words that a map shows, each with its neighbours."""
MAPPED_NEIGHBOURS = 11


def write_checkpoint(
    out: Path,
    settings: WordVectorsSettings,
    trained: Mapping[str, TrainedVectors],
    corpora: Corpora,
    seconds: float,
) -> Path:
    """Writes the vectors of all languages, one byte a number, to `out/checkpoint`."""
    tensors: dict[str, npt.NDArray[Any]] = {}
    scales: dict[str, float] = {}
    vocabularies: dict[str, Vocabulary] = {}
    for language, vectors in trained.items():
        found = vectors.words.words
        vocabularies[language] = families.vocabulary(found, language)
        counts = np.array(vectors.words.counts, dtype=np.float64)
        tensors[f"{language}.log_probabilities"] = np.log(counts / counts.sum()).astype(np.float32)
        tensors[f"{language}.similarity"] = _rows_in_bytes(vectors.similarity.numpy())
        for name in ("centres", "contexts"):
            key = f"{language}.{name}"
            tensors[key], scales[key] = _in_bytes(getattr(vectors, name).numpy())
    manifest = Manifest(
        kind=KIND,
        languages=list(trained),
        architecture={
            "dimension": settings.dimension,
            "completion_dimension": settings.completion_dimension,
            "scales": scales,
            "places": PLACES,
            "place_weights": settings.completion_weights,
        },
        hyperparameters=asdict(settings),
        vocabulary={language: len(vectors.words.words) for language, vectors in trained.items()},
        corpora=[corpora.provenance(name) for name in (*running_text.corpora_of_text(), *DICTIONARIES)],
        metrics={
            f"{language}.completion_loss": {
                "value": vectors.completion_loss,
                "scheme": "mean cross-entropy (nats) of a word given one of the frequent words beside it",
            }
            for language, vectors in trained.items()
        },
        revision=provenance.revision(),
        device=provenance.device("cpu"),
        wall_time_seconds=round(seconds, 1),
    )
    with checkpoint.writing(out / "checkpoint", manifest) as directory:
        (directory / WEIGHTS).write_bytes(safetensors.numpy.save(tensors))
        content = {language: asdict(vocabulary) for language, vocabulary in vocabularies.items()}
        (directory / VOCABULARY).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return out / "checkpoint"


def write_report(out: Path, settings: WordVectorsSettings, corpora: Corpora, seconds: float) -> str:
    """Writes `report.md` and a map for each language, and gives the report's tables for the terminal."""
    loaded = words.load(out / "checkpoint")
    figures = [
        (
            "words",
            ", ".join(
                f"{len(loaded.lexicon(language).vectors):,} {language}" for language in loaded.languages
            ),
        ),
        ("method", settings.method),
        ("dimension", str(settings.dimension)),
        ("checkpoint", f"{_size(out / 'checkpoint') / 1e6:.1f} MB"),
        ("time", f"{seconds / 60:.1f} min on {provenance.device('cpu')}"),
    ]
    sections = [
        report.Section("Figures", report.table(("figure", "value"), figures)),
        report.Section("Evaluation", word_vectors_evaluation.evaluate(loaded, corpora).table()),
        report.Section("Neighbours", _neighbour_table(loaded)),
    ]
    maps = []
    for language in loaded.languages:
        draw_map(out / f"map-{language}.png", loaded.lexicon(language).vectors, MAPPED[language])
        maps.append(f"![words of {language} and their neighbours](map-{language}.png)")
    report.write(
        out / "report.md", "The default word vectors", [*sections, report.Section("Maps", "\n\n".join(maps))]
    )
    return "\n\n".join(section.body for section in sections)


def draw_map(path: Path, vectors: WordVectors, seeds: Sequence[str]) -> None:
    """Draws some words and their neighbours in the plane of their two principal components."""
    groups = [
        [seed, *(near.word for near in vectors.nearest(seed, MAPPED_NEIGHBOURS))]
        for seed in seeds
        if seed in vectors
    ]
    points = np.stack([vectors.vector(word) for group in groups for word in group])  # [words, dimension]
    centred = points - points.mean(axis=0)
    _, _, axes_of_variance = np.linalg.svd(centred, full_matrices=False)
    places = centred @ axes_of_variance[:2].T  # [words, 2]
    figure, axes = plt.subplots(figsize=(11, 8), layout="constrained")
    labels = [word for group in groups for word in group]
    colours = [f"C{number}" for number, group in enumerate(groups) for _ in group]
    axes.scatter(places[:, 0], places[:, 1], s=8, color=colours)
    for label, colour, place in zip(labels, colours, places, strict=True):
        axes.annotate(label, place, color=colour, fontsize=9, xytext=(3, 2), textcoords="offset points")
    axes.set(xticks=[], yticks=[], title="Neighbours stand together: principal components 1 and 2")
    report.save(path, figure)


def _neighbour_table(loaded: Words) -> str:
    rows = [
        (word, ", ".join(near.word for near in loaded.nearest(word, 8, language)))
        for language in loaded.languages
        for word in PROBES[language]
    ]
    return report.table(("word", "nearest"), rows)


def _in_bytes(tensor: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], float]:
    """A tensor as numbers of one byte, and what one unit of them stands for."""
    scale = float(np.abs(tensor).max()) / _LARGEST_BYTE
    return np.rint(tensor / scale).astype(np.int8), scale


def _rows_in_bytes(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """The directions of the rows [rows, dimension] in numbers of one byte; their lengths are lost."""
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    rows: npt.NDArray[np.int8] = np.rint(matrix / np.maximum(largest, 1e-12) * _LARGEST_BYTE).astype(np.int8)
    return rows


def _size(directory: Path) -> int:
    """Bytes."""
    return sum(path.stat().st_size for path in directory.iterdir())


_LARGEST_BYTE = 127
