"""`dolmetsch-train report`: the report of a run of the default translator, written once more."""

import argparse
from pathlib import Path

from train.commands.shared import add_corpora_arguments

NAME = "report"
SUMMARY = "write the report and the plots of a run of the default translator, finished or under way"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds RUN, --data and --mirror."""
    parser.add_argument("run_directory", metavar="RUN", type=Path, help="what --out of the training was")
    add_corpora_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Writes the checkpoint of the best weights so far, and the report that shows what they say."""
    from train.corpora import Corpora
    from train.corpora.splits import development_sets
    from train.transformer_report import write_report
    from train.transformer_results import write_checkpoint

    out = options.run_directory
    write_checkpoint(out, out / "checkpoint")
    print(write_report(out, development_sets(Corpora(options.data, options.mirror))))
    print(f"\nThe report is {out / 'report.md'}.")
