"""`dolmetsch-train evaluate`: the figures of a model on the held-out sets."""

import argparse

from train.commands.shared import add_corpora_arguments, progress_bar

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
    """Prints one Markdown table of all sets."""
    from models import translator
    from train import evaluation
    from train.corpora import Corpora

    loaded = translator.load(options.model)
    corpora = Corpora(options.data, options.mirror)
    with progress_bar() as show:
        result = evaluation.evaluate(loaded, corpora, options.sets or evaluation.SETS, show)
    print(result.table())
