"""`dolmetsch-train benchmark`: how fast the project is beside plain code, both measured in one run."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from train.commands.shared import add_corpora_arguments
from train.errors import TrainingError

if TYPE_CHECKING:
    from train.benchmarks import Comparison

NAME = "benchmark"
SUMMARY = "measure the project's own speed beside that of plain code, in one run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=BENCHMARKS, metavar="WHAT", help=f"one of: {', '.join(BENCHMARKS)}")
    add_corpora_arguments(parser)


def run(options: argparse.Namespace) -> None:
    BENCHMARKS[options.what](options)


def lab(options: argparse.Namespace) -> None:
    """The training steps of both lab models beside the loops a newcomer writes."""
    from train.benchmarks import seq2seq, word2vec

    _print_comparisons({seq2seq.measure(): 8, word2vec.measure(): 50})


def training(options: argparse.Namespace) -> None:
    """The default translator's training step beside a plain loop."""
    from train.benchmarks import transformer

    _print_comparisons({transformer.measure(): 2})


def translate(options: argparse.Namespace) -> None:
    """How fast the default translator answers, beside the same architecture in PyTorch."""
    from train import provenance, report
    from train.benchmarks import translate as benchmark

    speed = benchmark.measure()
    rows = [
        (
            latency.words,
            f"{latency.p50:.1f} ms",
            f"{latency.p95:.1f} ms",
            f"{latency.torch_p50:.1f} ms",
            f"{latency.torch_p50 / latency.p50:.1f}",
            _latency_goal(latency.words, latency.p50),
        )
        for latency in speed.latencies
    ]
    header = ("words", "p50", "p95", "PyTorch, greedy, float32: p50", "times faster", "goal")
    print(f"One sentence on one core, beam 4, {provenance.device('cpu')}:\n")
    print(report.table(header, rows))
    print(f"\nMany sentences of 15 words at a time: {speed.sentences_per_second:,.0f} a second")
    print(f"Loading, checksums included: {speed.load_ms:,.0f} ms")
    print(f"Memory for the model and its work: {speed.memory_mb:,.0f} MB")


def vectors(options: argparse.Namespace) -> None:
    """Word vectors beside gensim's, from the same text; and neighbours of the vectors that ship."""
    from train import provenance, report
    from train.benchmarks import exact_word2vec
    from train.corpora import Corpora

    try:
        from train.benchmarks import vectors as benchmark
    except ModuleNotFoundError as error:
        raise TrainingError(f"{error.name} is not installed. Run: pip install -e '.[benchmark]'") from error
    corpora = Corpora(options.data, options.mirror)
    race = exact_word2vec.measure(corpora)
    print(
        f"Full softmax on counts of the lab's pairs: below the lab's loss of {race.lab_loss} after "
        f"{race.seconds:.1f} s (goal: 3 s), at {race.last_loss:.3f} after {race.last_seconds:.1f} s\n"
    )
    text, trained = benchmark.train_all(corpora)
    print(f"Word vectors on {provenance.device('cpu')}, {text}:\n")
    rows = [(result.method, f"{result.seconds:.1f} s", f"{result.score:.3f}") for result in trained]
    print(report.table(("method", "time", "WordSim-353 (Spearman)"), rows))
    searched = [
        (result.method, f"{result.milliseconds:.2f} ms", f"{result.found:.1f} %")
        for result in benchmark.search_all()
    ]
    print(f"\n{report.table(('neighbours of one word', 'p50', 'true ones among them'), searched)}")


LATENCY_GOALS = {15: 12.0}
"""Milliseconds at the median, by words."""


def _latency_goal(words: int, p50: float) -> str:
    if words not in LATENCY_GOALS:
        return ""
    goal = LATENCY_GOALS[words]
    return f"{goal:.0f} ms, {'reached' if p50 <= goal else 'missed'}"


def _print_comparisons(goals: "dict[Comparison, int]") -> None:
    """A table of rates, and how many times faster each means to be."""
    from train import provenance, report

    rows = [
        (
            result.name,
            f"{result.baseline:,.0f} {result.unit}",
            f"{result.ours:,.0f} {result.unit}",
            f"{result.times:.1f}",
            f"{times}, {'reached' if result.times >= times else 'missed'}",
        )
        for result, times in goals.items()
    ]
    print(f"Training steps on {provenance.device('cpu')}:\n")
    print(report.table(("model", "plain loop", "ours", "times faster", "goal"), rows))


BENCHMARKS: dict[str, Callable[[argparse.Namespace], None]] = {
    "lab": lab,
    "training": training,
    "translate": translate,
    "vectors": vectors,
}
"""What can be measured."""
