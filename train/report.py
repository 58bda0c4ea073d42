"""The Markdown report and the plots that a training run leaves beside its weights."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from models.files import replacing_file

matplotlib.use("Agg")  # plots go to files; there may be no screen
import matplotlib.pyplot as plt


@dataclass(frozen=True)
class Section:
    """A heading and the Markdown under it."""

    title: str
    body: str


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; floats show three decimals, numbers stand to the right."""
    rows = list(rows)
    texts = [[_cell(value) for value in row] for row in rows]
    numeric = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(header))]
    rule = ["---:" if right else "---" for right in numeric]
    return "\n".join("| " + " | ".join(line) + " |" for line in [list(header), rule, *texts])


def escaped(text: str) -> str:
    """A text as one cell of a table shows it: on one line, its bars and marks no Markdown."""
    return re.sub(r"([\\|`*<>\[\]])", r"\\\1", " ".join(text.split()))


def write(path: Path, title: str, sections: Iterable[Section]) -> None:
    """Writes the report, whole or not at all."""
    parts = [f"# {title}", *(f"## {section.title}\n\n{section.body}" for section in sections)]
    with replacing_file(path) as temporary:
        temporary.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def plot_losses(
    path: Path, history: Sequence[dict[str, float]], title: str, reference: dict[str, float]
) -> None:
    """Draws training and validation loss by epoch; `reference` gives horizontal lines by label."""
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    epochs = [entry["epoch"] for entry in history]
    for name in ("training_loss", "validation_loss"):
        if all(name in entry for entry in history):
            axes.plot(epochs, [entry[name] for entry in history], marker="o", label=name.replace("_", " "))
    for label, value in reference.items():
        axes.axhline(value, linestyle="--", linewidth=1, color="gray")
        axes.annotate(label, (epochs[-1], value), ha="right", va="bottom", fontsize=8, color="gray")
    axes.set(title=title, xlabel="epoch", ylabel="cross-entropy (nats)", xticks=epochs)
    axes.legend()
    save(path, figure)


def save(path: Path, figure: Figure) -> None:
    """Writes a figure as PNG, whole or not at all, and closes it."""
    with replacing_file(path) as temporary:
        figure.savefig(temporary, format="png", dpi=120)
    plt.close(figure)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
