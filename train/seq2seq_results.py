"""What a Seq2Seq run leaves behind: the checkpoint, and a report of its figures beside the lab's."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import safetensors.torch
from sacrebleu.metrics.bleu import BLEU
from torch import Tensor

from models import checkpoint
from models.checkpoint import Manifest
from models.lab_tokens import english_text
from models.lab_translator import KIND, SOURCE_VOCABULARY, TARGET_VOCABULARY, WEIGHTS
from models.seq2seq import Seq2Seq, Seq2SeqConfig
from models.seq2seq_search import search
from train import loop, provenance, report
from train.corpora import Corpora
from train.multi30k import CORPUS, EncodedPair, Multi30k, in_groups, sorted_batches, to_batch
from train.seq2seq import EVALUATION_BATCH, Loss, evaluate, network_config, perplexity
from train.settings import Seq2SeqSettings

LAB_FIRST_SOURCE = ". büsche vieler nähe der in freien im sind männer weiße junge zwei"
LAB_TRAINING, LAB_VALIDATION, LAB_TEST = 3.632, 4.285, 4.259
"""The lab's losses after six epochs of 9 to 20 minutes on a CPU."""

SAMPLES = 10
"""Test sentences whose translations the report shows: the first ones."""

LENGTH_BUCKETS = ((1, 9), (10, 12), (13, 15), (16, 19), (20, 99))
"""Source tokens, first and last, by which BLEU is shown."""

LOSS_SCHEME = "mean cross-entropy (nats) of a token, <eos> among them, without teacher forcing"
BLEU_SCHEME = "test_2016_flickr, lower-case spaCy tokens, greedy decoding"


@dataclass(frozen=True)
class Scored:
    """How the checkpoint, as it ships, does on the held-out parts."""

    validation: Loss
    test: Loss
    bleu: float
    bleu_signature: str
    produced: list[list[str]]
    """The translation of each test sentence, as tokens, in the corpus's order."""


def write_checkpoint(
    out: Path,
    settings: Seq2SeqSettings,
    data: Multi30k,
    corpora: Corpora,
    history: Sequence[dict[str, float]],
    device: str,
) -> Scored:
    """Writes the run's best epoch, in half precision, to `out/checkpoint`, and judges it as written."""
    config = network_config(settings, len(data.source), len(data.target))
    weights = {name: weight.half().contiguous() for name, weight in loop.best_weights(out).items()}
    scored = _score(weights, config, settings.maximum_length, data)
    manifest = Manifest(
        kind=KIND,
        languages=["de", "en"],
        architecture={**asdict(config), "maximum_length": settings.maximum_length},
        hyperparameters=asdict(settings),
        vocabulary={"source": len(data.source), "target": len(data.target)},
        corpora=[corpora.provenance(CORPUS)],
        metrics=_metrics(history, scored),
        revision=provenance.revision(),
        device=provenance.device(device),
        wall_time_seconds=round(_seconds(history), 1),
    )
    with checkpoint.writing(out / "checkpoint", manifest) as directory:
        (directory / WEIGHTS).write_bytes(safetensors.torch.save(weights))
        data.source.save(directory / SOURCE_VOCABULARY)
        data.target.save(directory / TARGET_VOCABULARY)
    return scored


def write_report(
    out: Path,
    settings: Seq2SeqSettings,
    data: Multi30k,
    history: Sequence[dict[str, float]],
    scored: Scored,
    device: str,
) -> str:
    """Writes `report.md`, `loss.png` and `length.png`, and gives the report's tables for the terminal."""
    reference = {"the lab's validation loss": LAB_VALIDATION}
    report.plot_losses(out / "loss.png", history, "Seq2Seq on Multi30k", reference)
    _plot_lengths(out / "length.png", data, scored)
    sections = [
        report.Section("Figures", _figures(settings, data, history, scored, provenance.device(device))),
        report.Section("Epochs", _epochs(history)),
        report.Section("Translations", _samples(data, scored)),
    ]
    plots = [
        report.Section("Loss", "![training and validation loss by epoch](loss.png)"),
        report.Section(
            "Length", "![length of the translations, and BLEU by length of the source](length.png)"
        ),
    ]
    report.write(out / "report.md", "Seq2Seq, beside the lab's", [*sections, *plots])
    return "\n\n".join(section.body for section in sections)


def _score(weights: dict[str, Tensor], config: Seq2SeqConfig, maximum_length: int, data: Multi30k) -> Scored:
    model = Seq2Seq(config).eval()
    model.load_state_dict(weights)  # half precision becomes float32
    produced = _translations(model, data.encode(data.test), data, maximum_length)
    bleu = _bleu(produced, [english for _, english in data.test])
    return Scored(
        validation=evaluate(model, sorted_batches(data.encode(data.validation), EVALUATION_BATCH)),
        test=evaluate(model, sorted_batches(data.encode(data.test), EVALUATION_BATCH)),
        bleu=bleu[0],
        bleu_signature=bleu[1],
        produced=produced,
    )


def _translations(
    model: Seq2Seq, pairs: Sequence[EncodedPair], data: Multi30k, maximum_length: int
) -> list[list[str]]:
    produced = []
    for group in in_groups(pairs, EVALUATION_BATCH):
        batch = to_batch(group)
        found = search(model, batch.source, batch.lengths, width=1, maximum_length=maximum_length)
        produced += [data.target.decode(best[0].tokens) for best in found]
    return produced


def _bleu(produced: Sequence[Sequence[str]], references: Sequence[Sequence[str]]) -> tuple[float, str]:
    """BLEU over tokens as they are, and sacrebleu's signature of it."""
    metric = BLEU(tokenize="none", force=True)  # `force`: yes, these are tokens already
    hypotheses = [" ".join(tokens) for tokens in produced]
    result = metric.corpus_score(hypotheses, [[" ".join(tokens) for tokens in references]])
    return result.score, str(metric.get_signature())


def _metrics(history: Sequence[dict[str, float]], scored: Scored) -> dict[str, Any]:
    best = _best(history)
    training = "mean cross-entropy (nats) of a token over the best epoch, with dropout and teacher forcing"
    return {
        "training_loss": {"value": best["training_loss"], "scheme": training},
        "validation_loss": {"value": scored.validation.per_token, "scheme": LOSS_SCHEME},
        "test_loss": {"value": scored.test.per_token, "scheme": LOSS_SCHEME},
        "test_perplexity": {"value": perplexity(scored.test.per_token), "scheme": "e to test_loss"},
        "test_bleu": {"value": scored.bleu, "scheme": f"{BLEU_SCHEME}; {scored.bleu_signature}"},
        "best_epoch": {"value": best["epoch"], "scheme": "least validation loss while training"},
    }


def _figures(
    settings: Seq2SeqSettings,
    data: Multi30k,
    history: Sequence[dict[str, float]],
    scored: Scored,
    device: str,
) -> str:
    sizes = ", ".join(f"{len(part):,}" for part in (data.training, data.validation, data.test))
    config = network_config(settings, len(data.source), len(data.target))
    parameters = sum(parameter.numel() for parameter in Seq2Seq(config).parameters())
    best = _best(history)
    rows = [
        ("pairs (training, validation, test)", "29,000, 1,014, 1,000", sizes),
        ("first source", LAB_FIRST_SOURCE, " ".join(data.training[0][0])),
        ("German vocabulary", "7,853", f"{len(data.source):,}"),
        ("English vocabulary", "5,893", f"{len(data.target):,}"),
        ("parameters", "13,898,501", f"{parameters:,}"),
        (f"batches of {settings.batch_size}", "227", f"{-(-len(data.training) // settings.batch_size):,}"),
        ("epochs (best)", "6", f"{len(history)} ({best['epoch']})"),
        ("training loss", _with_perplexity(LAB_TRAINING), _with_perplexity(best["training_loss"])),
        ("validation loss", _with_perplexity(LAB_VALIDATION), _with_perplexity(scored.validation.per_token)),
        ("test loss", _with_perplexity(LAB_TEST), _with_perplexity(scored.test.per_token)),
        ("test loss, mean over batches", "", _with_perplexity(scored.test.per_batch)),
        ("test BLEU", "", f"{scored.bleu:.1f}"),
        ("training time", "54 to 120 min on a CPU", f"{_seconds(history) / 60:.1f} min on {device}"),
    ]
    notes = (
        f"Losses: {LOSS_SCHEME} (the training loss: with). Held-out figures are those of the checkpoint as "
        f"written, in half precision. BLEU: {BLEU_SCHEME}; `{scored.bleu_signature}`."
    )
    return f"{report.table(('figure', 'lab', 'ours'), rows)}\n\n{notes}"


def _epochs(history: Sequence[dict[str, float]]) -> str:
    header = ("epoch", "training loss", "training PPL", "validation loss", "validation PPL", "seconds")
    rows = [
        (
            entry["epoch"],
            entry["training_loss"],
            perplexity(entry["training_loss"]),
            entry["validation_loss"],
            entry["validation_perplexity"],
            entry["seconds"],
        )
        for entry in history
    ]
    return report.table(header, rows)


def _samples(data: Multi30k, scored: Scored) -> str:
    rows = [
        (" ".join(reversed(german)), english_text(english), english_text(produced))
        for (german, english), produced in zip(data.test[:SAMPLES], scored.produced, strict=False)
    ]
    return report.table(("source", "reference", "ours"), rows)


def _plot_lengths(path: Path, data: Multi30k, scored: Scored) -> None:
    """Draws how long translations are beside the references, and BLEU by the length of the source."""
    figure, (lengths, quality) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    references = [len(english) for _, english in data.test]
    produced = [len(tokens) for tokens in scored.produced]
    longest = max(references + produced, default=1)
    lengths.hexbin(references, produced, gridsize=longest // 2 + 1, extent=(0, longest, 0, longest), mincnt=1)
    lengths.plot([0, longest], [0, longest], linestyle="--", linewidth=1, color="gray")
    lengths.set(title="test sentences by length", xlabel="reference (tokens)", ylabel="translation (tokens)")
    bars = {
        f"{first}–{last}": _bleu([scored.produced[i] for i in rows], [data.test[i][1] for i in rows])[0]
        for first, last in LENGTH_BUCKETS
        if (rows := [i for i, (german, _) in enumerate(data.test) if first <= len(german) <= last])
    }
    quality.bar(list(bars), list(bars.values()))
    quality.set(title="quality by length", xlabel="source (tokens)", ylabel="BLEU")
    report.save(path, figure)


def _with_perplexity(loss: float) -> str:
    return f"{loss:.3f} (PPL {perplexity(loss):.1f})"


def _best(history: Sequence[dict[str, float]]) -> dict[str, float]:
    return min(history, key=lambda entry: entry["validation_loss"])


def _seconds(history: Sequence[dict[str, float]]) -> float:
    return sum(entry["seconds"] for entry in history)
