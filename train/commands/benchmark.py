"""`dolmetsch-train benchmark`: how fast the project is beside plain code, both measured in one run."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from train.benchmarks import Comparison

NAME = "benchmark"
SUMMARY = "measure the project's own speed beside that of plain code, in one run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=BENCHMARKS, metavar="WHAT", help=f"one of: {', '.join(BENCHMARKS)}")


def run(options: argparse.Namespace) -> None:
    BENCHMARKS[options.what]()


def lab() -> None:
    """The training steps of both lab models beside the loops a newcomer writes.

    Raises:
        TrainingError: one is less fast than the project promises.
    """
    from train.benchmarks import seq2seq, word2vec

    _print_comparisons({seq2seq.measure(): 8, word2vec.measure(): 50})


def training() -> None:
    """The default translator's training step beside a plain loop.

    Raises:
        TrainingError: it is less fast than the project promises.
    """
    from train.benchmarks import transformer

    _print_comparisons({transformer.measure(): 2})


def translate() -> None:
    """How fast the default translator answers, beside the same architecture in PyTorch.

    Raises:
        TrainingError: it is slower than the project promises.
    """
    from train import provenance, report
    from train.benchmarks import translate as benchmark
    from train.errors import TrainingError

    speed = benchmark.measure()
    rows = [
        (
            latency.words,
            f"{latency.p50:.1f} ms",
            f"{latency.p95:.1f} ms",
            f"{latency.torch_p50:.1f} ms",
            f"{latency.torch_p50 / latency.p50:.1f}",
        )
        for latency in speed.latencies
    ]
    print(f"One sentence on one core, beam 4, {provenance.device('cpu')}:\n")
    print(report.table(("words", "p50", "p95", "PyTorch, greedy, float32: p50", "times faster"), rows))
    print(f"\nMany sentences of 15 words at a time: {speed.sentences_per_second:,.0f} a second")
    print(f"Loading, checksums included: {speed.load_ms:,.0f} ms")
    print(f"Memory for the model and its work: {speed.memory_mb:,.0f} MB")
    promised = {15: 12.0}
    if slow := [each for each in speed.latencies if each.p50 > promised.get(each.words, each.p50)]:
        raise TrainingError(
            f"{slow[0].words} words take more than the {promised[slow[0].words]:.0f} ms promised. "
            "Run again while nothing else runs here."
        )


def _print_comparisons(promised: "dict[Comparison, int]") -> None:
    """A table of rates, and how many times faster each must be.

    Raises:
        TrainingError: one is less fast.
    """
    from train import provenance, report
    from train.errors import TrainingError

    rows = [
        (
            result.name,
            f"{result.baseline:,.0f} {result.unit}",
            f"{result.ours:,.0f} {result.unit}",
            f"{result.times:.1f}",
            f">= {times}",
        )
        for result, times in promised.items()
    ]
    print(f"Training steps on {provenance.device('cpu')}:\n")
    print(report.table(("model", "plain loop", "ours", "times faster", "promised"), rows))
    if slow := [result.name for result, times in promised.items() if result.times < times]:
        raise TrainingError(
            f"{' and '.join(slow)}: less fast than promised. Run again while nothing else runs here."
        )


BENCHMARKS: dict[str, Callable[[], None]] = {"lab": lab, "training": training, "translate": translate}
"""What can be measured."""
