"""What the server costs its user, measured from outside and printed beside its budget.

`python -m tests.e2e.budgets` prints a row as soon as it is known; `--minutes` and `--messages` shorten the
two long ones. `make bench` runs it.
"""

import argparse
import itertools
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from models import checkpoint
from tests.e2e import fuzzing, load
from tests.e2e.pipes import DOLMETSCH, URI, ServerProcess, at

STARTS, ENDS, REQUESTS, IN_LARGE_DOCUMENTS = 5, 5, 200, 40
MEGABYTE = 1_000_000
SENTENCES = (
    "Zwei junge Männer stehen im Freien und warten seit einer Stunde auf den Bus {}.",
    "Am Abend gehen wir mit den Kindern von Haus {} noch eine Stunde am Strand spazieren.",
    "Bring bitte das Buch mit, das dir Großmutter vor {} Jahren zum Geburtstag geschenkt hat.",
)
TEXT = "Zwei junge Männer stehen im Freien. 👋 Käthe had a good day."
STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "median": statistics.median,
    "p95": lambda figures: statistics.quantiles(figures, n=20)[-1],
    "at most": max,
}


@dataclass(frozen=True)
class Row:
    """A budget and what was measured."""

    what: str
    goal: str
    figure: str
    reached: bool

    def __str__(self) -> str:
        return (
            f"| {self.what} | {self.goal} | {self.figure} | {'reached' if self.reached else '**missed**'} |"
        )


def main() -> None:
    """Prints all budgets as a table in Markdown."""
    parser = argparse.ArgumentParser(description="Measures the server against its budgets.")
    parser.add_argument("--minutes", type=float, default=load.MINUTES, help="of load")
    parser.add_argument("--messages", type=int, default=fuzzing.MESSAGES, help="that are odd")
    options = parser.parse_args()
    print("| what | goal | figure | |\n| --- | --- | --- | --- |", flush=True)
    for row in itertools.chain(
        starting(),
        answering(),
        occupying(),
        editing(),
        stopping(),
        bearing_load(options.minutes),
        surviving(options.messages),
    ):
        print(row, flush=True)


def row(what: str, figures: Sequence[float], unit: str = "ms", **goals: float) -> Row:
    """A row of figures whose statistics, named as in `STATISTICS` with `_` for a blank, have goals."""
    names = {name.replace("_", " "): goal for name, goal in goals.items()}
    measured = {name: STATISTICS[name](figures) for name in names}
    return Row(
        what,
        ", ".join(f"{name} {goal:,.0f} {unit}" for name, goal in names.items()),
        ", ".join(f"{name} {_rounded(figure)} {unit}" for name, figure in measured.items())
        if len(figures) > 1
        else f"{_rounded(figures[0])} {unit}",
        all(measured[name] <= goal for name, goal in names.items()),
    )


def starting() -> Iterator[Row]:
    """From nothing to the first answers."""
    yield row(
        "process start to `initialize` answered", [_timed(_initialize) for _ in range(STARTS)], median=1_000
    )
    yield row("process start to first hover", [_timed(_first_hover) for _ in range(STARTS)], median=3_000)


def answering() -> Iterator[Row]:
    """What a person waits for."""
    with _one_core(), ServerProcess(DOLMETSCH) as server:
        server.open(_paragraphs(REQUESTS))
        new = [_hover(server, f"new {i}", 2 * i, 8) for i in range(REQUESTS)]
    with ServerProcess(DOLMETSCH) as server:
        server.open(TEXT)
        _hover(server, "new", 0, 8)
        cached = [_hover(server, f"cached {i}", 0, 8) for i in range(REQUESTS)]
        place = at(0, TEXT.index("good") + 1 + len("good"))  # the emoji counts twice in utf-16
        completions = [
            _timed(lambda i=i: server.request(i, "textDocument/completion", place)) for i in range(REQUESTS)
        ]
    yield row("hover, a new sentence of 15 words, one core", new, median=20, p95=60)
    yield row("hover, a sentence in the cache", cached, p95=3)
    yield row("completion", completions, p95=10)


def occupying() -> Iterator[Row]:
    """Memory and disk."""
    with ServerProcess(DOLMETSCH) as server:
        server.open(TEXT)
        server.request("hover", "textDocument/hover", at(0, 12))
        yield row("memory, models loaded", [_memory(server)], "MB", at_most=300)
    files = (checkpoint.SHIPPED / "default" / "translator").iterdir()
    size = sum(file.stat().st_size for file in files) / MEGABYTE
    yield row("default translator on disk", [size], "MB", at_most=25)


def editing() -> Iterator[Row]:
    """Documents that are larger than any that people write."""
    numbered = (SENTENCES[i % 3].format(i + 2) for i in itertools.count())
    yield row("a keystroke in a document of 1 MB", _keystrokes(_lines(numbered, MEGABYTE)), p95=5)
    long_line = " ".join(itertools.islice(numbered, 100_000 // 80))
    for name, text in (
        ("a document of 10 MB", _lines(numbered, 10 * MEGABYTE)),
        ("a line of 100,000 characters", long_line),
        ("50,000 lines", "\n".join(itertools.islice(numbered, 50_000))),
    ):
        times, memory = _hovers_in(text)
        yield row(f"hover in {name}", times, p95=60)
        yield row(f"memory with {name}", [memory], "MB", at_most=300)


def stopping() -> Iterator[Row]:
    """How soon it lets go."""
    yield row("a cancelled hover answered with −32800", _cancellations(), at_most=50)
    yield row("`shutdown` answered under full load", [_shutdown() for _ in range(ENDS)], at_most=200)
    yield row("end of the process, stdin closed", [_end_with_stdin() for _ in range(ENDS)], at_most=2_000)
    yield row("end of the process, parent dead", [_end_with_parent() for _ in range(ENDS)], at_most=2_000)


def bearing_load(minutes: float) -> Iterator[Row]:
    """Ten documents, a thousand requests a minute."""
    outcome = load.run(DOLMETSCH, int(minutes * load.A_MINUTE), 60 / load.A_MINUTE)
    what = f"{outcome.sent:,} mixed requests in {minutes:g} minutes"
    yield Row(
        f"{what}: lost or failed", "0", str(outcome.lost + outcome.failed), not outcome.lost + outcome.failed
    )
    yield Row(f"{what}: memory", "±5 %", f"{outcome.growth:+.1f} %", abs(outcome.growth) <= 5)
    yield row(f"{what}: hover", outcome.times["hover"], p95=60)
    yield row(f"{what}: completion", outcome.times["completion"], p95=10)


def surviving(messages: int) -> Iterator[Row]:
    """Messages that no client should send."""
    outcome = fuzzing.fuzz(DOLMETSCH, messages, seed=1)
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    figure = (
        f"{len(outcome.problems)} ({outcome.answers:,} answers, {outcome.refusals:,} refusals, "
        f"the slowest {fuzzing.MOST_AT_ONCE} at once {outcome.slowest:,.0f} ms)"
    )
    what = f"{outcome.messages:,} odd messages: crashes, hangs, lost answers"
    yield Row(what, "0", figure, not outcome.problems)


@contextmanager
def _one_core() -> Iterator[None]:
    """Keeps this process, and those it starts, on one core; not on macOS, which knows no such thing."""
    this = psutil.Process()
    cores = this.cpu_affinity() if hasattr(this, "cpu_affinity") else None
    if cores is None:
        yield
        return
    this.cpu_affinity(cores[:1])
    try:
        yield
    finally:
        this.cpu_affinity(cores)


def _initialize() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()


def _first_hover() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.open(TEXT)
        server.request("first", "textDocument/hover", at(0, 12))


def _hover(server: ServerProcess, identifier: str, line: int, column: int) -> float:
    return _timed(lambda: server.request(identifier, "textDocument/hover", at(line, column)))


def _keystrokes(text: str) -> list[float]:
    """From a character that is typed anywhere until the server takes the next message."""
    draw, lines = random.Random(1), text.count("\n")
    with ServerProcess(DOLMETSCH) as server:
        server.open(text)

        def type_one(number: int) -> None:
            place = {"line": draw.randrange(lines), "character": draw.randrange(40)}
            change = {"range": {"start": place, "end": place}, "text": "x"}
            document = {"uri": URI, "version": number + 2}
            params = {"textDocument": document, "contentChanges": [change]}
            server.send(method="textDocument/didChange", params=params)
            server.request(number, "no such method")

        return [_timed(lambda number=number: type_one(number)) for number in range(REQUESTS)]


def _hovers_in(text: str) -> tuple[list[float], float]:
    """Milliseconds of hovers over sentences not seen before, and the memory after them."""
    draw = random.Random(1)
    lines = [(number, line) for number, line in enumerate(text.split("\n")) if line]
    with ServerProcess(DOLMETSCH) as server:
        server.open(text)
        times = []
        for identifier in range(IN_LARGE_DOCUMENTS):
            number, line = draw.choice(lines)
            times.append(_hover(server, f"{identifier}", number, draw.randrange(len(line))))
        return times, _memory(server)


def _cancellations() -> list[float]:
    """From the cancellation of a long translation to its answer."""
    long = " und ".join(sentence.rstrip(".") for sentence in SENTENCES * 3)
    times: list[float] = []
    with ServerProcess(DOLMETSCH) as server:
        server.open("\n\n".join(f"{long.format(*[number] * 9)}." for number in range(REQUESTS)))
        for number in range(REQUESTS // 4):
            server.send(id=number, method="textDocument/hover", params=at(2 * number, 8))
            server.request(f"begun {number}", "no such method")
            started = time.perf_counter()
            server.send(method="$/cancelRequest", params={"id": number})
            answer = server.answer(number)
            if "error" in answer:  # else it was there before
                times.append(1000 * (time.perf_counter() - started))
    return times


def _shutdown() -> float:
    """While hovers wait and a document is translated."""
    with ServerProcess(DOLMETSCH) as server:
        server.open(_paragraphs(REQUESTS), initializationOptions={"inlayHints": {"enabled": True}})
        everything: dict[str, Any] = {
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 400, "character": 0}}
        }
        server.send(id="hints", method="textDocument/inlayHint", params=at(0, 0) | everything)
        command = {"command": "dolmetsch.translateDocument", "arguments": [URI]}
        server.send(id="copy", method="workspace/executeCommand", params=command)
        for number in range(100):
            server.send(id=number, method="textDocument/hover", params=at(2 * number, 8))
        return _timed(lambda: server.request("end", "shutdown"))


def _end_with_stdin() -> float:
    with ServerProcess(DOLMETSCH) as server:
        server.open(TEXT)
        server.send(id=1, method="textDocument/hover", params=at(0, 12))
        server.close_stdin()
        return _timed(server.exit_code)


def _end_with_parent() -> float:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with ServerProcess(DOLMETSCH) as server:
            server.initialize(parent.pid)
            parent.kill()
            return _timed(server.exit_code)
    finally:
        parent.kill()
        parent.wait()


def _paragraphs(count: int) -> str:
    """So many sentences, each a paragraph on every other line."""
    return "\n\n".join(SENTENCES[i % 3].format(i + 2) for i in range(count))


def _lines(sentences: Iterator[str], size: int) -> str:
    """A text of so many bytes, four sentences a paragraph."""
    lines: list[str] = []
    taken = 0
    for number, sentence in enumerate(sentences):
        if taken >= size:
            break
        lines.append(sentence if number % 4 else f"\n{sentence}")
        taken += len(lines[-1].encode()) + 1
    return "\n".join(lines)


def _memory(server: ServerProcess) -> float:
    return float(psutil.Process(server.process.pid).memory_info().rss) / MEGABYTE


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds that something takes."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _rounded(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}"


if __name__ == "__main__":
    main()
