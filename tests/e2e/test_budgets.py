"""What the server costs, in processor time, which other work on the machine does not change."""

from collections.abc import Callable

import psutil
import pytest

from tests.e2e.pipes import DOLMETSCH, STAGED, ServerProcess, at

REQUESTS = 200
TEXT = "Zwei junge Männer stehen im Freien. 👋 Käthe had a good day."


def milliseconds(server: ServerProcess) -> float:
    times = psutil.Process(server.process.pid).cpu_times()
    return 1000 * float(times.user + times.system)


def cost_of(server: ServerProcess, request: Callable[[int], object]) -> float:
    """Milliseconds a request, over many."""
    before = milliseconds(server)
    for identifier in range(REQUESTS):
        request(identifier)
    return (milliseconds(server) - before) / REQUESTS


def test_initialize_is_answered_after_less_than_a_second() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()
        assert milliseconds(server) < 1000


def test_a_hover_from_the_cache_costs_less_than_3_ms() -> None:
    with ServerProcess(STAGED) as server:
        server.open(TEXT)
        assert cost_of(server, lambda number: server.request(number, "textDocument/hover", at(0, 12))) < 3


@pytest.mark.parametrize("lines", [1, 40_000])
def test_a_keystroke_costs_less_than_5_ms_in_any_document(lines: int) -> None:
    def type_a_letter(number: int) -> None:
        position = {"line": lines // 2, "character": 3}
        change = {"range": {"start": position, "end": position}, "text": "x"}
        params = {"textDocument": {"uri": "file:///brief", "version": number}, "contentChanges": [change]}
        server.send(method="textDocument/didChange", params=params)
        server.request(number, "textDocument/hover", at(lines + 5, 0))

    with ServerProcess(STAGED) as server:
        server.open(f"{TEXT}\n" * lines)
        assert cost_of(server, type_a_letter) < 5


def test_a_completion_by_the_labs_vectors_costs_less_than_10_ms() -> None:
    with ServerProcess([*DOLMETSCH, "--model", "lab"]) as server:
        server.open(TEXT)
        place = at(0, TEXT.index("good") + 1 + 4)
        assert len(server.request("first", "textDocument/completion", place)["result"]["items"]) > 5
        assert cost_of(server, lambda number: server.request(number, "textDocument/completion", place)) < 10
