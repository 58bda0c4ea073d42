"""`dolmetsch-train evaluate`: the figures of a model, or of one part of it, on the held-out sets."""

import argparse
from typing import TYPE_CHECKING

from train.commands.shared import add_corpora_arguments, progress_bar
from train.errors import TrainingError

if TYPE_CHECKING:
    from train.corpora import Corpora

NAME = "evaluate"
SUMMARY = "print a model's figures on the held-out sets"

PARTS = ("translator", "vectors")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds PART, MODEL, --sets, --data and --mirror."""
    parser.add_argument(
        "what",
        nargs="+",
        metavar="[PART] MODEL",
        help=f"the name of a model that ships, or a directory; {' or '.join(PARTS)} before it: that part "
        "alone, and without it that part of the default model",
    )
    parser.add_argument(
        "--sets",
        type=lambda names: names.split(","),
        metavar="NAME,…",
        help="only these of the translator's sets (default: all)",
    )
    add_corpora_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Prints a table for each part."""
    from train.corpora import Corpora

    parts, model = _parts_and_model(options.what)
    if options.sets and "translator" in parts:
        parts = ["translator"]  # whose sets they are
    corpora = Corpora(options.data, options.mirror)
    for part in parts:
        if part == "translator":
            _evaluate_translator(model, options.sets, corpora)
        else:
            _evaluate_vectors(model, corpora)


def _parts_and_model(what: list[str]) -> tuple[list[str], str]:
    """What is to be evaluated of which model.

    Raises:
        TrainingError: it is neither a part nor a model, or the model has no part.
    """
    from models import checkpoint

    named = [name for name in what[:1] if name in PARTS]
    models = what[len(named) :]
    if len(models) > 1:
        raise TrainingError(f"Evaluate one model at a time, not {' and '.join(models)}.")
    model = models[0] if models else checkpoint.preferred(named[0])
    return named or checkpoint.parts_of(model) or [PARTS[0]], model


def _evaluate_translator(model: str, sets: list[str] | None, corpora: "Corpora") -> None:
    from models import translator
    from train import evaluation

    loaded = translator.load(model)
    with progress_bar() as show:
        result = evaluation.evaluate(loaded, corpora, sets or evaluation.SETS, show)
    print(result.table())


def _evaluate_vectors(model: str, corpora: "Corpora") -> None:
    from models import words
    from train import word_vectors_evaluation

    print(word_vectors_evaluation.evaluate(words.load(model), corpora).table())
