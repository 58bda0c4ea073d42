"""The life of a server process, message by message: error codes, exit codes, and every way it can end."""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.pipes import DOLMETSCH, SECONDS, STAGED, ServerProcess, at

SERVER_NOT_INITIALIZED = -32002
PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
REQUEST_CANCELLED = -32800


def code(answer: dict[str, object]) -> object:
    error = answer["error"]
    assert isinstance(error, dict)
    return error["code"]


@pytest.fixture(scope="module")
def running() -> Iterator[ServerProcess]:
    """One session for all the tests that it must survive."""
    with ServerProcess(STAGED) as server:
        server.initialize()
        yield server


def test_requests_before_initialize_are_refused_and_notifications_passed_over() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.send(method="initialized", params={})
        assert code(server.request(1, "textDocument/hover", at(0, 0))) == SERVER_NOT_INITIALIZED
        assert code(server.request(2, "shutdown")) == SERVER_NOT_INITIALIZED
        assert code(server.request(3, "unknown/method")) == SERVER_NOT_INITIALIZED
        assert "capabilities" in server.initialize()["result"]


def test_initialize_comes_once() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()
        assert code(server.initialize()) == INVALID_REQUEST


def test_an_initialize_that_cannot_be_read_may_be_followed_by_one_that_can() -> None:
    with ServerProcess(DOLMETSCH) as server:
        assert code(server.request(1, "initialize", {"capabilities": 5})) == INVALID_PARAMS
        assert "capabilities" in server.initialize()["result"]


def test_shutdown_then_exit_ends_with_0() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()
        assert server.request(1, "shutdown")["result"] is None
        assert code(server.request(2, "textDocument/hover", at(0, 0))) == INVALID_REQUEST
        assert code(server.request(3, "shutdown")) == INVALID_REQUEST
        assert code(server.initialize()) == INVALID_REQUEST
        server.send(method="exit")
        assert server.exit_code(2) == 0


def test_shutdown_may_bring_empty_parameters() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()
        assert server.request(1, "shutdown", {})["result"] is None


@pytest.mark.parametrize("initialized", [True, False])
def test_exit_without_shutdown_ends_with_1(initialized: bool) -> None:
    with ServerProcess(DOLMETSCH) as server:
        if initialized:
            server.initialize()
        server.send(method="exit")
        assert server.exit_code() == 1


@pytest.mark.parametrize("shut_down", [True, False])
def test_it_ends_when_stdin_closes(shut_down: bool) -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()
        if shut_down:
            server.request(1, "shutdown")
        server.close_stdin()
        assert server.exit_code(2) == (0 if shut_down else 1)


def test_it_ends_when_stdin_closes_in_the_middle_of_a_translation() -> None:
    with ServerProcess(STAGED) as server:
        server.open("Das ist langsam.")
        server.send(id=1, method="textDocument/hover", params=at(0, 0))
        server.close_stdin()
        assert server.exit_code(2) == 1


@pytest.mark.parametrize("waited_for", [True, False])
def test_it_ends_when_the_parent_dies(waited_for: bool) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with ServerProcess(DOLMETSCH) as server:
            server.initialize(parent.pid)
            parent.kill()
            if waited_for:
                parent.wait()
            assert server.exit_code(2) == 1
    finally:
        parent.kill()
        parent.wait()


def test_it_lives_while_the_parent_does() -> None:
    with ServerProcess(STAGED) as server:
        server.initialize(os.getpid())
        server.request(1, "shutdown")
        server.send(method="exit")
        assert server.exit_code() == 0
        assert "the client's process is gone" not in server.log()


def test_it_ends_when_nobody_reads_its_output() -> None:
    process = subprocess.Popen(
        STAGED, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "shutdown"}).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        process.stdin.flush()
        assert process.wait(SECONDS) == 1
    finally:
        process.kill()
        process.wait()


def test_a_cancelled_request_is_answered_at_once_and_frees_the_model() -> None:
    with ServerProcess(STAGED) as server:
        server.open("Das ist langsam. Das ist schnell.")
        server.send(id=1, method="textDocument/hover", params=at(0, 0))
        server.send(method="$/cancelRequest", params={"id": 1})
        assert code(server.answer(1)) == REQUEST_CANCELLED
        assert "schnell" in server.request(2, "textDocument/hover", at(0, 18))["result"]["contents"]["value"]


def test_cancelling_what_is_not_under_way_does_nothing() -> None:
    with ServerProcess(STAGED) as server:
        server.initialize()
        for identifier in (99, "x"):
            server.send(method="$/cancelRequest", params={"id": identifier})
        server.send(method="$/cancelRequest", params={"id": []})
        assert server.request(1, "shutdown")["result"] is None


def test_shutdown_is_answered_in_200_ms_while_the_model_works() -> None:
    with ServerProcess(STAGED) as server:
        server.open("Das ist langsam.")
        for identifier in range(20):
            server.send(id=identifier, method="textDocument/hover", params=at(0, 0))
        started = time.perf_counter()
        server.send(id="end", method="shutdown")
        answers = [server.receive() for _ in range(21)]
        assert time.perf_counter() - started < 0.2
        by_id = {answer["id"]: answer for answer in answers}
        assert by_id["end"]["result"] is None
        assert {code(by_id[identifier]) for identifier in range(20)} == {REQUEST_CANCELLED}


@pytest.mark.parametrize(
    ("body", "expected", "identifier"),
    [
        (b"not json", PARSE_ERROR, None),
        (b"", PARSE_ERROR, None),
        (b"\xff\xfe", PARSE_ERROR, None),
        (b"[" * 100_000, PARSE_ERROR, None),
        (b"1" * 100_000, PARSE_ERROR, None),
        (b"[]", INVALID_REQUEST, None),
        (b'"text"', INVALID_REQUEST, None),
        (b"{}", INVALID_REQUEST, None),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}', INVALID_REQUEST, None),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 5}', INVALID_REQUEST, None),
        (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', INVALID_REQUEST, None),
        (b'{"jsonrpc": "2.0", "id": true, "method": "shutdown"}', INVALID_REQUEST, None),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}', INVALID_REQUEST, None),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "unknown/method"}', METHOD_NOT_FOUND, 1),
        (b'{"jsonrpc": "2.0", "id": "a", "method": "__class__", "params": {}}', METHOD_NOT_FOUND, "a"),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "exit"}', INVALID_REQUEST, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "textDocument/didOpen", "params": {}}', INVALID_REQUEST, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover"}', INVALID_PARAMS, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": [1, 2]}', INVALID_PARAMS, 1),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else None,
)
def test_what_is_no_proper_request_is_refused_and_the_session_goes_on(
    running: ServerProcess, body: bytes, expected: int, identifier: object
) -> None:
    running.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    answer = running.receive()
    assert code(answer) == expected
    assert answer["id"] == identifier
    assert running.request("still there", "textDocument/hover", at(0, 0))["result"] is None


def test_bytes_between_the_messages_are_survived() -> None:
    with ServerProcess(STAGED) as server:
        server.send_bytes(b"garbage\r\nmore\r\n\r\n\x00\xff" + b"Content-Length: -1\r\n\r\n")
        assert "capabilities" in server.initialize()["result"]


@pytest.mark.parametrize(
    "message",
    [
        {"method": "unknown/notification", "params": {}},
        {"method": "$/setTrace", "params": {"value": "verbose"}},
        {"method": "$/setTrace", "params": {"value": 5}},
        {"method": "textDocument/hover", "params": at(0, 0)},
        {"method": "textDocument/didChange", "params": {}},
        {
            "method": "textDocument/didChange",
            "params": {"textDocument": {"uri": "file:///no", "version": 1}, "contentChanges": [{"text": ""}]},
        },
        {"method": "textDocument/didClose", "params": {"textDocument": {"uri": "file:///no"}}},
        {"id": 77, "result": None},
        {"id": 77, "error": {"code": 1, "message": "x"}},
        {"id": [], "result": None},
        {"result": None},
    ],
    ids=json.dumps,
)
def test_odd_notifications_and_responses_are_passed_over(
    running: ServerProcess, message: dict[str, object]
) -> None:
    running.send(**message)
    assert running.request("still there", "textDocument/hover", at(0, 0))["result"] is None


def test_nothing_but_the_protocol_comes_out_of_stdout() -> None:
    with ServerProcess(STAGED) as server:
        server.open("Ich drucke das.")
        assert "drucke" in server.request(1, "textDocument/hover", at(0, 0))["result"]["contents"]["value"]
        server.request(2, "shutdown")
        server.send(method="exit")
        server.exit_code()
        assert "a library prints" in server.log()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("lost", ["2>&-", "2>/dev/full"])
def test_a_log_that_cannot_be_written_changes_nothing(lost: str) -> None:
    command = f"exec {shlex.join(STAGED)} --log-level debug {lost}"
    with ServerProcess(["sh", "-c", command]) as server:
        server.open("Das ist kaputt. Das ist gut.")
        server.request(1, "textDocument/hover", at(0, 0))
        assert "gut" in server.request(2, "textDocument/hover", at(0, 20))["result"]["contents"]["value"]
        server.request(3, "shutdown")
        server.send(method="exit")
        assert server.exit_code() == 0


def test_the_log_never_holds_the_users_text() -> None:
    with ServerProcess(STAGED) as server:
        server.open("Das ist kaputt und geheim.")
        server.request(1, "textDocument/hover", at(0, 0))
        server.request(2, "textDocument/hover", {"textDocument": "geheim"})
        server.send(method="textDocument/didChange", params={"contentChanges": "geheim"})
        server.request(3, "shutdown")
        server.send(method="exit")
        server.exit_code()
        log = server.log()
    assert "RuntimeError" in log
    assert "geheim" not in log
