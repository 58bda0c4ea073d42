"""`dolmetsch-train benchmark`: how fast the project is beside plain code, both measured in one run."""

import argparse
from collections.abc import Callable

NAME = "benchmark"
SUMMARY = "Measure the project's own speed beside that of plain code, in one run."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=BENCHMARKS, metavar="WHAT", help=f"one of: {', '.join(BENCHMARKS)}")


def run(options: argparse.Namespace) -> None:
    BENCHMARKS[options.what]()


def lab() -> None:
    """The training steps of both lab models beside the loops a newcomer writes.

    Raises:
        TrainingError: one is less fast than the project promises.
    """
    from train import provenance, report
    from train.benchmarks import seq2seq, word2vec
    from train.errors import TrainingError

    wanted = {"seq2seq": 8, "word2vec": 50}
    results = [seq2seq.measure(), word2vec.measure()]
    rows = [
        (
            result.name,
            f"{result.baseline:,.0f} {result.unit}",
            f"{result.ours:,.0f} {result.unit}",
            f"{result.times:.1f}",
            f">= {wanted[result.name]}",
        )
        for result in results
    ]
    print(f"Training steps on {provenance.device('cpu')}:\n")
    print(report.table(("model", "plain loop", "ours", "times faster", "promised"), rows))
    if slow := [result.name for result in results if result.times < wanted[result.name]]:
        raise TrainingError(
            f"{' and '.join(slow)}: less fast than promised. Run again while nothing else runs here."
        )


BENCHMARKS: dict[str, Callable[[], None]] = {"lab": lab}
"""What can be measured."""
