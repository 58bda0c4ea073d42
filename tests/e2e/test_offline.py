"""The server needs no network: it does all it can where there is none, and opens no socket to one."""

import subprocess
import sys

import psutil
import pytest

from tests.conftest import ROOT
from tests.e2e.offline_server import FORBIDDEN
from tests.e2e.pipes import SECONDS, URI, ServerProcess, at

OFFLINE = [sys.executable, "-m", "tests.e2e.offline_server"]
CARET = {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 5}}
QUESTIONS = (
    ("textDocument/hover", at(0, 5)),
    ("textDocument/completion", at(0, 8)),
    ("textDocument/codeAction", at(0, 5) | {"range": CARET, "context": {"diagnostics": []}}),
    ("textDocument/inlayHint", at(0, 5) | {"range": CARET}),
    ("workspace/executeCommand", {"command": "dolmetsch.translateSelection", "arguments": [URI, CARET]}),
    ("workspace/executeCommand", {"command": "dolmetsch.translateDocument", "arguments": ["untitled:1"]}),
    ("workspace/executeCommand", {"command": "dolmetsch.showStatus"}),
    ("workspace/executeCommand", {"command": "dolmetsch.reload"}),
)


def test_a_whole_session_needs_no_network() -> None:
    with ServerProcess(OFFLINE) as server:
        server.open("Der Hund schläft.", initializationOptions={"inlayHints": {"enabled": True}})
        item = {"uri": "untitled:1", "languageId": "markdown", "version": 1, "text": "Der Hund schläft."}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
        for number, (method, params) in enumerate(QUESTIONS):
            answer = server.request(number, method, params)
            assert answer["result"] is not None, method
        assert psutil.Process(server.process.pid).net_connections("inet") == []
        server.request("end", "shutdown")
        server.send(method="exit")
        assert server.exit_code() == 0
        assert FORBIDDEN not in server.log()


@pytest.mark.parametrize("arguments", [["translate", "Der Hund schläft."], ["similar", "good"]])
def test_nor_does_the_command_line(arguments: list[str]) -> None:
    done = subprocess.run([*OFFLINE, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert done.stdout
    assert FORBIDDEN not in done.stderr


def test_an_attempt_would_be_seen() -> None:
    program = "import socket; from tests.e2e import offline_server; offline_server.forbid_the_network(); "
    program += "socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=SECONDS)
    assert done.returncode == 1
    assert FORBIDDEN in done.stderr.decode()
