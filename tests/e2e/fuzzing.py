"""What the server makes of odd messages: a real process, thousands of messages, and every answer counted.

`python -m tests.e2e.fuzzing --messages 20000 --seed 1` prints it; so does `make bench`.
"""

import argparse
import json
import os
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.odd_messages import CAPABILITIES, Identifier, Odd, OddClient
from tests.e2e.pipes import DOLMETSCH, ServerProcess

MESSAGES = 20_000
A_SESSION = 500
"""Messages; then comes a new process, so that every border of the life cycle is crossed many times."""
OPENINGS = 3
"""Odd ways to open a session, before the right one."""
MOST_AT_ONCE = 32
"""Messages sent before their answers are waited for."""
INTERNAL_ERROR = -32603
_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)  # where one begins in the log


@dataclass
class Outcome:
    """What came of some messages."""

    messages: int = 0
    answers: int = 0
    """Results."""
    refusals: int = 0
    """Errors, each with a code that says whose they are."""
    slowest: float = 0.0
    """Milliseconds from the last byte of a burst to the last of its answers."""
    problems: list[str] = field(default_factory=list)
    """Crashes, hangs, requests without an answer, answers without a request, failures within."""


def main() -> None:
    """Prints what came of it."""
    parser = argparse.ArgumentParser(description="Sends odd messages to a server and counts its answers.")
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcome = fuzz(DOLMETSCH, options.messages, options.seed)
    print(summary(outcome))
    for problem in outcome.problems:
        print(problem)


def summary(outcome: Outcome) -> str:
    """One line."""
    return (
        f"{outcome.messages:,} messages: {outcome.answers:,} answers, {outcome.refusals:,} refusals, "
        f"{len(outcome.problems)} crashes or losses, the slowest burst {outcome.slowest:.0f} ms"
    )


def fuzz(command: list[str], messages: int, seed: int) -> Outcome:
    """Sends so many messages to as many processes as that takes, one after another."""
    outcome = Outcome()
    for number in range(-(-messages // A_SESSION)):
        size = min(A_SESSION, messages - number * A_SESSION)
        with tempfile.TemporaryDirectory() as folder:
            _Session(command, random.Random(f"{seed}/{number}"), Path(folder), outcome).run(size)
    return outcome


class _Session:
    """One process, from its start to its end."""

    def __init__(self, command: list[str], draw: random.Random, folder: Path, outcome: Outcome) -> None:
        self._draw = draw
        self._folder = folder
        self._client = OddClient(draw, folder)
        self._outcome = outcome
        self._command = command
        self._missing: Counter[tuple[str, Identifier]] = Counter()

    def run(self, size: int) -> None:
        before, after = size // 20, self._draw.choice((0, size // 10))
        # the glossary of whoever runs this stays as it is
        own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"), str(self._folder))
        with ServerProcess(self._command, {**os.environ, **own}) as server:
            try:
                self._sync(server)
                self._bursts(server, before)
                self._open(server)
                self._bursts(server, size - OPENINGS - before - after)
                if after:
                    server.send(id="shutdown", method="shutdown")
                    self._missing[_key("shutdown")] += 1
                    self._bursts(server, after)
                server.send(method="exit")
                expected, code = 0 if after else 1, server.exit_code()
                if code != expected:
                    self._outcome.problems.append(f"ended with {code} instead of {expected}")
            except (AssertionError, OSError) as error:
                unanswered = [identifier for _, identifier in self._missing]
                self._outcome.problems.append(f"{error}\nwithout an answer: {unanswered}")
                return
            records = _RECORD.split(server.log())
            self._outcome.problems += [record.strip() for record in records if " ERROR " in record]

    def _sync(self, server: ServerProcess) -> None:
        """Waits until the process has come up, whose time is none of an answer's."""
        server.request("sync", "initialize", {"capabilities": None})

    def _open(self, server: ServerProcess) -> None:
        """Odd ways to open the session, then a right one."""
        for _ in range(OPENINGS):
            self._send(server, [self._client.opening()])
        folder = {"uri": self._folder.as_uri(), "name": "fuzz"}
        params = {
            "processId": os.getpid(),
            "rootUri": folder["uri"],
            "workspaceFolders": [folder],
            "capabilities": self._draw.choice((CAPABILITIES, {})),
            "initializationOptions": {"inlayHints": {"enabled": True}},
        }
        server.send(id="open", method="initialize", params=params)
        self._missing[_key("open")] += 1
        server.send(method="initialized", params={})

    def _bursts(self, server: ServerProcess, size: int) -> None:
        """Sends messages in bursts and waits for what they must get."""
        while size > 0:
            burst = [self._client.next() for _ in range(min(size, self._draw.randint(1, MOST_AT_ONCE)))]
            size -= len(burst)
            self._send(server, burst)

    def _send(self, server: ServerProcess, burst: Sequence[Odd]) -> None:
        self._outcome.messages += len(burst)
        for odd in burst:
            self._missing.update(_key(identifier) for identifier in odd.answers)
        server.send_bytes(b"".join(odd.data for odd in burst))
        started = time.perf_counter()
        while self._missing:
            self._hear(server, server.receive())
        self._outcome.slowest = max(self._outcome.slowest, 1000 * (time.perf_counter() - started))

    def _hear(self, server: ServerProcess, message: dict[str, Any]) -> None:
        """Takes one message of the server: an answer, a request or a notification."""
        try:
            json.dumps(message, allow_nan=False)
        except ValueError:
            self._outcome.problems.append("the server sent something that is not JSON")
        if "method" in message:
            if "id" in message:
                server.send_bytes(self._client.response_to(message))
            return
        key = _key(message["id"])
        self._missing[key] -= 1
        if self._missing[key] < 0:
            self._outcome.problems.append(f"an answer to nothing, or a second one: {message['id']!r}")
        if self._missing[key] <= 0:
            del self._missing[key]
        if "error" in message:
            self._outcome.refusals += 1
            if message["error"]["code"] == INTERNAL_ERROR:
                self._outcome.problems.append(f"failed within on {message['id']!r}")
        else:
            self._outcome.answers += 1
            self._client.keep(message["result"])


def _key(identifier: Identifier) -> tuple[str, Identifier]:
    """An identifier that 1 and "1" do not share."""
    return type(identifier).__name__, identifier


if __name__ == "__main__":
    main()
