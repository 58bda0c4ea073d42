"""`dolmetsch-train evaluate`: the figures of a model on the held-out sets."""

import argparse
import sys
from typing import TYPE_CHECKING

from train.commands.shared import add_corpora_arguments

if TYPE_CHECKING:
    from train.corpora import Corpora

NAME = "evaluate"
SUMMARY = "print a model's figures on the held-out sets"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds MODEL, --sets, --data and --mirror."""
    parser.add_argument("model", metavar="MODEL", help="the name of a model that ships, or a directory")
    parser.add_argument(
        "--sets", type=lambda names: names.split(","), metavar="NAME,…", help="only these sets (default: all)"
    )
    add_corpora_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Prints one Markdown table for each part of the model that there are sets for."""
    from train.corpora import Corpora

    _evaluate_translator(options.model, options.sets, Corpora(options.data, options.mirror))


def _evaluate_translator(model: str, sets: list[str] | None, corpora: "Corpora") -> None:
    from tqdm import tqdm

    from models import translator
    from train import evaluation

    loaded = translator.load(model)
    with tqdm(file=sys.stderr, disable=None, leave=False) as bar:

        def show(name: str, done: int, total: int) -> None:
            bar.set_description(name, refresh=False)
            bar.total, bar.n = total, done
            bar.refresh()

        result = evaluation.evaluate(loaded, corpora, sets or evaluation.SETS, show)
    print(result.table())
