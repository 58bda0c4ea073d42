"""What a Word2Vec run leaves behind: the checkpoint, and a report of its figures beside the lab's."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import safetensors.torch

from models import checkpoint
from models.checkpoint import Manifest
from models.vectors import Neighbour, Vocabulary, WordVectors
from models.words import LAB_KIND, LAB_MATRIX, VOCABULARY, WEIGHTS
from train import loop, provenance, report
from train.corpora import Corpora, stopwords, tweets
from train.word2vec import Word2VecData, Word2VecSettings

PROBES = ("good", "bad", "school", "day")
"""The stems whose neighbours the lab shows."""

LAB_LOSSES = (6.878, 6.773, 6.733)
"""Mean loss of the lab's three epochs, one pair at a time, 42 minutes on a GPU."""


def write_checkpoint(
    out: Path,
    settings: Word2VecSettings,
    data: Word2VecData,
    corpora: Corpora,
    history: Sequence[dict[str, float]],
    device: str,
) -> Path:
    """Writes the weights of the run's best epoch, with their vocabulary, to `out/checkpoint`."""
    manifest = Manifest(
        kind=LAB_KIND,
        languages=["en"],
        architecture={"vocabulary": len(data.stems), "dimension": settings.dimension},
        hyperparameters=asdict(settings),
        vocabulary={"stems": len(data.stems), "words": len(data.stems) + len(data.vocabulary.forms)},
        corpora=[corpora.provenance(tweets.CORPUS), corpora.provenance(stopwords.CORPUS)],
        metrics={
            "training_loss": {
                "value": history[-1]["training_loss"],
                "scheme": "mean cross-entropy (nats) of the centre over the last epoch, as it trains",
            }
        },
        revision=provenance.revision(),
        device=provenance.device(device),
        wall_time_seconds=round(_seconds(history), 1),
    )
    with checkpoint.writing(out / "checkpoint", manifest) as directory:
        weights = safetensors.torch.save(loop.best_weights(out))
        (directory / WEIGHTS).write_bytes(weights)  # by Python, whose errors say that the disk is full
        data.vocabulary.write(directory / VOCABULARY)
    return out / "checkpoint"


def write_report(
    out: Path,
    settings: Word2VecSettings,
    data: Word2VecData,
    history: Sequence[dict[str, float]],
    device: str,
) -> str:
    """Writes `report.md` and `loss.png`, and gives the report's tables for the terminal."""
    report.plot_losses(
        out / "loss.png", history, "Word2Vec on tweets", {"the lab's third epoch": LAB_LOSSES[-1]}
    )
    sections = [
        report.Section("Figures", _figures(settings, data, history, provenance.device(device))),
        report.Section("Neighbours", _neighbour_table(out, data)),
    ]
    plot = report.Section("Loss", "![mean loss by epoch](loss.png)")
    report.write(out / "report.md", "Word2Vec, beside the lab's", [*sections, plot])
    return "\n\n".join(section.body for section in sections)


def _figures(
    settings: Word2VecSettings, data: Word2VecData, history: Sequence[dict[str, float]], device: str
) -> str:
    losses = [f"{entry['training_loss']:.3f}" for entry in history]
    rows = [
        ("training tweets", "31,962", f"{data.rows[tweets.TRAIN]:,}"),
        ("test tweets", "17,197", f"{data.rows[tweets.TEST]:,}"),
        (f"stems seen {settings.min_count} times or more", "3,085", f"{len(data.stems):,}"),
        ("first stems", "@user, father", ", ".join(data.stems[:2])),
        (f"(centre, context) pairs, window {settings.window}", "854,376", f"{len(data.pairs):,}"),
        ("mean loss by epoch", ", ".join(f"{loss:.3f}" for loss in LAB_LOSSES), ", ".join(losses)),
        ("pairs a step", "1", f"{settings.batch_size:,}"),
        ("training time", "42 min on a GPU", f"{_seconds(history):.1f} s on {device}"),
    ]
    return report.table(("figure", "lab", "ours"), rows)


def _neighbour_table(out: Path, data: Word2VecData) -> str:
    """The nearest stems by cosine similarity, as the lab lists them."""
    matrix = loop.best_weights(out)[LAB_MATRIX].numpy()
    vectors = WordVectors(matrix, Vocabulary(words=data.stems))
    probes = [probe for probe in PROBES if probe in vectors]
    return report.table(("stem", "nearest"), [(probe, _listed(vectors.nearest(probe))) for probe in probes])


def _listed(neighbours: Sequence[Neighbour]) -> str:
    return ", ".join(f"{neighbour.word} {neighbour.similarity:.2f}" for neighbour in neighbours)


def _seconds(history: Sequence[dict[str, float]]) -> float:
    return sum(entry["seconds"] for entry in history)
