"""What the server costs its user, measured from outside and printed beside its budget."""

import statistics
import time
from collections.abc import Callable

import psutil

from tests.e2e.pipes import DOLMETSCH, ServerProcess, at
from train.report import table

STARTS, REQUESTS = 5, 200
SENTENCES = (
    "Zwei junge Männer stehen im Freien und warten seit einer Stunde auf den Bus {}.",
    "Am Abend gehen wir mit den Kindern von Haus {} noch eine Stunde am Strand spazieren.",
    "Bring bitte das Buch mit, das dir Großmutter vor {} Jahren zum Geburtstag geschenkt hat.",
)
TEXT = "Zwei junge Männer stehen im Freien. 👋 Käthe had a good day."


def main() -> None:
    """Prints every budget and what was measured."""
    starts = [milliseconds(answer_initialize) for _ in range(STARTS)]
    first_hovers = [milliseconds(first_hover) for _ in range(STARTS)]
    with ServerProcess(DOLMETSCH) as server:
        server.open("\n\n".join(SENTENCES[i % 3].format(i + 2) for i in range(60)))
        new = [hover(server, f"new {i}", 2 * i, 8) for i in range(60)]
        cached = [hover(server, f"cached {i}", 0, 8) for i in range(REQUESTS)]
        memory = psutil.Process(server.process.pid).memory_info().rss / 1e6
    with ServerProcess(DOLMETSCH) as server:
        server.open(TEXT)
        place = at(0, TEXT.index("good") + 1 + len("good"))  # the emoji counts twice in utf-16
        completions = [
            milliseconds(lambda i=i: server.request(i, "textDocument/completion", place))
            for i in range(REQUESTS)
        ]
    rows = [
        ("process start to initialize answered", "1,000 ms", middle(starts)),
        ("process start to first hover answered", "3,000 ms", middle(first_hovers)),
        ("hover, a new sentence of 15 words", "20 ms, p95 60 ms", middle_and_tail(new)),
        ("hover, a sentence in the cache", "3 ms", middle_and_tail(cached)),
        ("completion", "p95 10 ms", middle_and_tail(completions)),
        ("memory, models loaded", "300 MB", f"{memory:.0f} MB"),
    ]
    print(table(("what", "budget", "measured"), rows))


def answer_initialize() -> None:
    """A start as far as the first answer."""
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()


def first_hover() -> None:
    """A start as far as the first translation."""
    with ServerProcess(DOLMETSCH) as server:
        server.open(TEXT)
        server.request("first", "textDocument/hover", at(0, 12))


def hover(server: ServerProcess, identifier: str, line: int, column: int) -> float:
    """Milliseconds until a hover is answered."""
    return milliseconds(lambda: server.request(identifier, "textDocument/hover", at(line, column)))


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def middle(times: list[float]) -> str:
    """The median."""
    return f"{statistics.median(times):,.0f} ms"


def middle_and_tail(times: list[float]) -> str:
    """The median and the 95th percentile."""
    return f"{statistics.median(times):.1f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms"


if __name__ == "__main__":
    main()
