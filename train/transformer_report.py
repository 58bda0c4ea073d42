"""The report of a run of the default translator: every figure, how it learned, and what it says now."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.ticker import EngFormatter

from models import checkpoint
from models.default_translator import KIND, DefaultTranslator
from models.transformer import Transformer, TransformerConfig
from train import report
from train.transformer import Pair, spread
from train.transformer_results import DEVELOPMENT_SCHEME
from train.transformer_run import Run

EXAMPLES = 4
"""Sentences of each development set whose translations the report shows."""
MEASURED = 60
"""Sentences of each development set whose length is drawn beside that of their translations."""


def write_report(out: Path, development: Mapping[str, Sequence[Pair]]) -> str:
    """Writes `report.md` and its plots into the directory of a run, and gives its tables for the terminal.

    The run needs its checkpoint in `out/checkpoint`; `development` are the development sets by name, from
    which the examples are taken. A run that is under way is reported as far as it is.

    Raises:
        TrainingError: there is no run in `out`, or nothing of it is finished.
        CheckpointError: its checkpoint is missing or broken.
    """
    run = Run.read(out)
    opened = checkpoint.load(out / "checkpoint", (KIND,))
    translated = _translated(DefaultTranslator.open(opened), development)
    _plot_loss(out / "loss.png", run)
    _plot_development(out / "development.png", run)
    _plot_lengths(out / "length.png", translated)
    config = TransformerConfig(**opened.manifest.architecture)
    told = [
        report.Section("Figures", _figures(run, config, opened.directory)),
        report.Section("Intervals", _intervals(run)),
        report.Section("Translations", _examples(translated)),
    ]
    kept = [
        report.Section("Loss", "![training loss by target tokens](loss.png)"),
        report.Section("Development sets", "![BLEU and chrF by target tokens](development.png)"),
        report.Section("Length", "![length of the translations and of their references](length.png)"),
        report.Section("Hyperparameters", report.table(("name", "value"), _hyperparameters(run))),
        report.Section("Corpora", _corpora(run)),
    ]
    report.write(out / "report.md", "The default translator: a training run", [*told, *kept])
    return "\n\n".join(section.body for section in told)


Translated = dict[str, list[tuple[str, str, str]]]
"""Source, reference and translation of some sentences, by development set."""


def _translated(translator: DefaultTranslator, development: Mapping[str, Sequence[Pair]]) -> Translated:
    """What the checkpoint, as it would ship, makes of some sentences, evenly spread."""
    translated = {}
    for name, pairs in development.items():
        chosen = spread(pairs, MEASURED)
        translations = translator.translate([source for source, _ in chosen])
        translated[name] = [
            (source, reference, translation.text)
            for (source, reference), translation in zip(chosen, translations, strict=True)
        ]
    return translated


def _figures(run: Run, config: TransformerConfig, directory: Path) -> str:
    parameters = sum(weight.numel() for weight in Transformer(config).parameters())
    size = sum(file.stat().st_size for file in directory.iterdir())
    seconds = run.seconds(run.history[-1])
    seen = run.target_tokens(run.history[-1])
    best = run.best
    rows = [
        ("parameters", f"{parameters:,}"),
        ("rows of the vocabulary", f"{config.vocabulary_size:,}"),
        ("checkpoint on disk, eight bits a weight", f"{size / 1e6:.1f} MB"),
        ("target tokens seen", f"{seen:,} of {run.settings.total_target_tokens:,}"),
        ("best interval", f"{best['epoch']} of {len(run.history)}, at {run.target_tokens(best):,} tokens"),
        ("its training loss", f"{best['training_loss']:.3f}"),
        ("its score, the mean chrF of the development sets", f"{best['score']:.1f}"),
        ("training, evaluations left out", f"{seconds / 60:.1f} min"),
        ("speed", f"{seen / max(seconds, 1e-9):,.0f} target tokens a second"),
        ("device", run.device),
        ("code", run.revision),
    ]
    note = (
        "Loss: mean cross-entropy (nats) of a target token over an interval, label smoothing and dropout "
        f"included. BLEU and chrF of an interval: {DEVELOPMENT_SCHEME}, by the averaged weights in eight "
        "bits. The translations are the checkpoint's, by beam search."
    )
    return f"{report.table(('figure', 'value'), rows)}\n\n{note}"


def _intervals(run: Run) -> str:
    sets = _sets(run)
    scores = [f"{name} {metric}" for name in sets for metric in ("BLEU", "chrF")]
    header = ("interval", "target tokens", "loss", *scores, "score", "tokens/s", "seconds")
    rows = [
        (
            int(entry["epoch"]),
            run.target_tokens(entry),
            entry["training_loss"],
            *(_tenths(entry.get(f"{name}_{metric}")) for name in sets for metric in ("bleu", "chrf")),
            _tenths(entry["score"]) + (" (best)" if entry is run.best else ""),
            round(entry["tokens_per_second"]),
            round(entry["seconds"]),
        )
        for entry in run.history
    ]
    return report.table(header, rows)


def _examples(translated: Translated) -> str:
    rows = [
        (name, *(report.escaped(text) for text in texts))
        for name, examples in translated.items()
        for texts in spread(examples, EXAMPLES)
    ]
    return report.table(("set", "source", "reference", "translation by the best weights"), rows)


def _hyperparameters(run: Run) -> list[tuple[str, str]]:
    settings = asdict(run.settings).items()
    return [(name, f"{value:,}" if type(value) is int else str(value)) for name, value in settings]


def _corpora(run: Run) -> str:
    rows = [
        tuple(report.escaped(corpus[key]) for key in ("name", "licence", "source")) for corpus in run.corpora
    ]
    return report.table(("corpus", "licence", "source"), rows)


def _sets(run: Run) -> list[str]:
    """The names of the development sets, in the order in which they were scored.

    A run that is resumed may have more of them than at its beginning.
    """
    return [name.removesuffix("_bleu") for name in run.history[-1] if name.endswith("_bleu")]


def _tenths(score: float | None) -> str:
    return "" if score is None else f"{score:.1f}"


def _plot_loss(path: Path, run: Run) -> None:
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    tokens = [run.target_tokens(entry) for entry in run.history]
    axes.plot(tokens, [entry["training_loss"] for entry in run.history], marker="o", markersize=4)
    axes.set(title="training loss of each interval", xlabel="target tokens", ylabel="cross-entropy (nats)")
    axes.xaxis.set_major_formatter(EngFormatter())
    report.save(path, figure)


def _plot_development(path: Path, run: Run) -> None:
    """Draws BLEU and chrF of each development set; a dashed line stands at the best interval."""
    figure, both = plt.subplots(1, 2, figsize=(10, 4), layout="constrained", sharex=True)
    tokens = [run.target_tokens(entry) for entry in run.history]
    for axes, metric, title in zip(both, ("bleu", "chrf"), ("BLEU", "chrF"), strict=True):
        for name in _sets(run):
            scores = [entry.get(f"{name}_{metric}", math.nan) for entry in run.history]
            axes.plot(tokens, scores, marker="o", markersize=4, label=name)
        axes.axvline(run.target_tokens(run.best), linestyle="--", linewidth=1, color="gray")
        axes.set(title=f"{title} of the development sets", xlabel="target tokens", ylabel=title)
        axes.xaxis.set_major_formatter(EngFormatter())
        axes.legend()
    report.save(path, figure)


def _plot_lengths(path: Path, translated: Translated) -> None:
    """Draws how long translations are beside their references: below the line, words are missing."""
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    longest = 1
    for name, examples in translated.items():
        references = [len(reference.split()) for _, reference, _ in examples]
        translations = [len(translation.split()) for _, _, translation in examples]
        longest = max(longest, *references, *translations)
        axes.scatter(references, translations, s=12, alpha=0.6, label=name)
    axes.plot([0, longest], [0, longest], linestyle="--", linewidth=1, color="gray")
    axes.set(
        title="development sentences by length", xlabel="reference (words)", ylabel="translation (words)"
    )
    axes.legend()
    report.save(path, figure)
