"""`dolmetsch-train export`: the best weights of a run of the default translator, as the server loads them."""

import argparse
from pathlib import Path

from train.commands.shared import add_corpora_arguments, progress_bar

NAME = "export"
SUMMARY = "write a run's best weights so far as a checkpoint, with its figures on the held-out sets"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds RUN, DIRECTORY, --data and --mirror."""
    parser.add_argument("run_directory", metavar="RUN", type=Path, help="what --out of the training was")
    parser.add_argument("directory", metavar="DIRECTORY", type=Path, help="where the checkpoint is to stand")
    add_corpora_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Writes the checkpoint, judges it as written, and prints its figures."""
    from typing import Any

    from models.default_translator import DefaultTranslator
    from train import evaluation
    from train.corpora import Corpora
    from train.transformer_results import write_checkpoint

    corpora = Corpora(options.data, options.mirror)

    def measure(translator: DefaultTranslator) -> dict[str, Any]:
        with progress_bar() as show:
            result = evaluation.evaluate(translator, corpora, progress=show)
        print(result.table())
        return result.figures()

    write_checkpoint(options.run_directory, options.directory, measure)
