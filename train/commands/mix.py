"""`dolmetsch-train mix`: what the default translator is trained on, and what cleaning left of it."""

import argparse

from train.commands.shared import add_corpora_arguments

NAME = "mix"
SUMMARY = "print what the default translator is trained on, and what cleaning dropped"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds --words, --data and --mirror."""
    parser.add_argument(
        "--words",
        type=float,
        default=20e6,
        metavar="NUMBER",
        help="give the passes over each domain for so many English words of training (default: 20 million)",
    )
    add_corpora_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Prints a table of the domains and one of the corpora."""
    from train.corpora import Corpora
    from train.corpora.mix import load_mix, report_table
    from train.report import table

    mix = load_mix(Corpora(options.data, options.mirror))
    total_weight = sum(domain.weight for domain in mix.domains)
    rows: list[list[object]] = []
    for domain in mix.domains:
        words = sum(len(english.split()) for _, english in domain.pairs)
        passes = options.words * domain.weight / total_weight / words
        rows.append([domain.name, f"{domain.weight:g}", len(domain.pairs), words, f"{passes:.1f}"])
    print(table(["domain", "weight", "pairs", "English words", "passes"], rows))
    print()
    print(table(*report_table(mix)))
