"""Whatever comes over the wire, the server stays up, and every request is answered or refused."""

import json
import random
from pathlib import Path

import pytest

from tests.e2e.fuzzing import fuzz
from tests.e2e.odd_messages import OddClient, answers_to
from tests.e2e.pipes import DOLMETSCH, STAGED, URI, ServerProcess

INVALID_PARAMS = -32602
PARSE_ERROR = -32700


def test_odd_messages_bring_no_crash_no_hang_and_no_lost_answer() -> None:
    outcome = fuzz(STAGED, messages=600, seed=1)
    assert outcome.problems == []
    assert outcome.messages == 600
    assert outcome.answers > 100
    assert outcome.refusals > 100


def test_the_same_seed_draws_the_same_messages(tmp_path: Path) -> None:
    first, second, other = (OddClient(random.Random(seed), tmp_path) for seed in (1, 1, 2))
    drawn = [first.next() for _ in range(100)]
    assert drawn == [second.next() for _ in range(100)]
    assert drawn != [other.next() for _ in range(100)]


@pytest.mark.parametrize(
    ("message", "answers"),
    [
        ({"jsonrpc": "2.0", "id": 1, "method": "x"}, (1,)),
        ({"jsonrpc": "2.0", "id": True, "method": "x"}, (None,)),
        ({"jsonrpc": "2.0", "id": "1", "method": 1}, (None,)),
        ({"jsonrpc": "2.0", "method": "x"}, ()),
        ({"jsonrpc": "2.0", "id": 1}, ()),
        ({"id": 1, "method": "x"}, (None,)),
        ([], (None,)),
    ],
    ids=json.dumps,
)
def test_what_must_be_answered(message: object, answers: tuple[object, ...]) -> None:
    assert answers_to(message) == answers


# What the fuzzer found, one by one


def hover(server: ServerProcess, uri: str) -> dict[str, object]:
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}
    return server.request(uri, "textDocument/hover", place)


@pytest.mark.parametrize("uri", ["zz://[", "file://[", "file:///%00", "", "\ud800"])
def test_a_document_may_have_any_address(uri: str) -> None:
    with ServerProcess(STAGED) as server:
        server.open("")
        item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": "Das ist gut."}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
        assert "English of" in str(hover(server, uri)["result"])


@pytest.mark.parametrize("name", ["a" * 251 + ".txt", "\ud800.txt", "%00.txt", ""])
def test_a_document_beside_which_no_file_can_be_made_is_translated_all_the_same(
    name: str, tmp_path: Path
) -> None:
    uri = f"{tmp_path.as_uri()}/{name}" if name else "file:///"
    with ServerProcess(STAGED) as server:
        server.open("")
        item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": "Das ist gut."}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
        command = {"command": "dolmetsch.translateDocument", "arguments": [uri]}
        answer = server.request(1, "workspace/executeCommand", command)
        assert "English of" in answer["result"]["text"]
        assert list(tmp_path.iterdir()) == []


def test_a_language_id_of_another_type_counts_as_none() -> None:
    with ServerProcess(STAGED) as server:
        server.open("")
        item = {"uri": "untitled:1", "languageId": 5, "version": 1, "text": "Das ist gut."}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
        assert "English of" in str(hover(server, "untitled:1")["result"])


def test_an_action_that_was_never_offered_is_refused_whatever_it_holds() -> None:
    with ServerProcess(STAGED) as server:
        server.open("Das ist gut.")
        for number, edit in enumerate(([], {}, None, "x", 1)):
            action = {"title": "x", "data": {"edit": edit, "uri": URI}}
            assert server.request(number, "codeAction/resolve", action)["error"]["code"] == INVALID_PARAMS


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_numbers_that_json_does_not_have_are_not_sent_back(number: bytes) -> None:
    with ServerProcess(STAGED) as server:
        server.initialize()
        item = b'{"label": "x", "data": {"language": %b}}' % number
        body = b'{"jsonrpc": "2.0", "id": 1, "method": "completionItem/resolve", "params": %b}' % item
        server.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        assert server.receive()["error"]["code"] == PARSE_ERROR


def test_a_workspace_whose_address_is_none_is_refused_and_the_next_one_taken() -> None:
    with ServerProcess(STAGED) as server:
        assert server.initialize(rootUri="file://[")["error"]["code"] == INVALID_PARAMS
        assert "capabilities" in server.initialize()["result"]


@pytest.mark.parametrize("depth", [150, 400, 900])
def test_what_is_nested_too_deep_to_be_sent_back_is_refused(depth: int) -> None:
    with ServerProcess(STAGED) as server:
        server.initialize()
        item = {"label": "x", "data": json.loads("[" * depth + "]" * depth)}
        assert server.request(1, "completionItem/resolve", item)["error"]["code"] == INVALID_PARAMS


@pytest.mark.parametrize("token", [[], {}, 1.5, True])
def test_a_token_of_progress_is_a_number_or_a_text(token: object) -> None:
    with ServerProcess(STAGED) as server:
        server.open("Das ist gut.")
        server.send(method="window/workDoneProgress/cancel", params={"token": token})
        command = {"command": "dolmetsch.translateDocument", "arguments": [URI], "workDoneToken": token}
        assert server.request(1, "workspace/executeCommand", command)["error"]["code"] == INVALID_PARAMS
        server.request(2, "shutdown")
        server.send(method="exit")
        assert server.exit_code() == 0
        assert " ERROR " not in server.log()


def test_shutdown_while_the_models_load_is_no_error() -> None:
    with ServerProcess(DOLMETSCH) as server:
        server.initialize()
        server.send(method="initialized", params={})
        server.request(1, "shutdown")
        server.send(method="exit")
        assert server.exit_code() == 0
        assert " ERROR " not in server.log()
