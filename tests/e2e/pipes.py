"""A server process at the other end of two pipes, spoken to byte by byte."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import IO, Any, Self

from tests.conftest import ROOT

DOLMETSCH = [sys.executable, "-m", "server"]
STAGED = [sys.executable, "-m", "tests.e2e.staged_server"]
SECONDS = 20.0
"""How long a test waits for what must come."""

URI = "file:///brief"


class ServerProcess:
    """A context manager that leaves no process behind."""

    def __init__(self, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            bufsize=0,
        )
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._log = bytearray()
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._read_messages, self._read_log)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(SECONDS)

    def send_bytes(self, data: bytes) -> None:
        _pipe(self.process.stdin).write(data)

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def close_stdin(self) -> None:
        _pipe(self.process.stdin).close()

    def receive(self, matches: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """The next message that matches; those before it are dropped.

        Raises:
            AssertionError: the server ended, or nothing came in time.
        """
        while True:
            try:
                message = self._messages.get(timeout=SECONDS)
            except queue.Empty:
                raise AssertionError(f"nothing came in {SECONDS} s; its log:\n{self._log.decode()}") from None
            assert message is not None, f"the server ended; its log:\n{self._log.decode()}"
            if matches(message):
                return message

    def request(self, identifier: int | str, method: str, params: Any = None) -> dict[str, Any]:
        """The response to a request."""
        self.send(id=identifier, method=method, params=params)
        return self.answer(identifier)

    def answer(self, identifier: int | str) -> dict[str, Any]:
        """The response to a request that was sent."""
        return self.receive(lambda message: message.get("id") == identifier and "method" not in message)

    def initialize(self, process_id: int | None = None, **more: Any) -> dict[str, Any]:
        """Opens the session, without the `initialized` that makes the models load."""
        params = {"processId": process_id, "rootUri": None, "capabilities": {}} | more
        return self.request("initialize", "initialize", params)

    def open(self, text: str, **more: Any) -> None:
        """Opens the session and a document at `URI`, and waits for the models."""
        self.initialize(**more)
        self.send(method="initialized", params={})
        item = {"uri": URI, "languageId": "plaintext", "version": 1, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": item})
        said = self.receive(
            lambda message: message.get("method") in ("window/logMessage", "window/showMessage")
        )
        assert said["method"] == "window/logMessage", said

    def exit_code(self, seconds: float = SECONDS) -> int:
        """What the process ends with, within the time given."""
        return self.process.wait(seconds)

    def log(self) -> str:
        """All of stderr; call it when the process has ended."""
        self._threads[1].join(SECONDS)
        return self._log.decode()

    def _read_messages(self) -> None:
        pipe = _pipe(self.process.stdout)
        while (length := _content_length(pipe)) is not None:
            self._messages.put(json.loads(_read_exactly(pipe, length)))
        self._messages.put(None)

    def _read_log(self) -> None:
        while chunk := _pipe(self.process.stderr).read(4096):
            self._log += chunk


def at(line: int, character: int) -> dict[str, Any]:
    """The parameters of a request about a position."""
    return {"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}


def _content_length(pipe: IO[bytes]) -> int | None:
    """Reads a header to its end; anything in it that is no header line is an error."""
    length = None
    while (line := pipe.readline()) not in (b"\r\n", b""):
        name, separator, value = line.partition(b": ")
        assert separator, f"not a header: {line!r}"
        if name == b"Content-Length":
            length = int(value)
    return length


def _read_exactly(pipe: IO[bytes], length: int) -> bytes:
    data = b""
    while len(data) < length:
        data += pipe.read(length - len(data))
    return data


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
