"""A busy editor: ten documents, edits, and a request every few hundredths of a second; how many are lost.

`python -m tests.e2e.load --minutes 5` prints what comes of it; so does `make bench`.
"""

import argparse
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import psutil

from tests.e2e.pipes import DOLMETSCH, ServerProcess

INTERNAL_ERROR = -32603
MINUTES = 5.0
A_MINUTE = 1_000
"""Requests."""
WARM_UP = 0.2
"""The part of the requests before memory is first measured; by then every format and feature is loaded."""
PARAGRAPHS = 40
"""Of each document; every other line."""
SENTENCES = (
    "Zwei junge Männer stehen im Freien und warten seit {} Stunden auf den Bus.",
    "Am Abend gehen wir mit den Kindern von Haus {} noch eine Stunde am Strand spazieren.",
    "Bring bitte das Buch mit, das dir Großmutter vor {} Jahren zum Geburtstag geschenkt hat.",
    "This sentence, number {}, is English and has good words.",
)
DOCUMENTS = (
    ("plaintext", ""), ("plaintext", "- "), ("markdown", "> "), ("markdown", "**Neu:** "), ("latex", ""),
    ("html", "<p>"), ("restructuredtext", ""), ("asciidoc", ""), ("python", "# "), ("c", "// "),
)  # fmt: skip
"""Language id, and what stands before each sentence."""
KINDS = {"hover": 50, "completion": 25, "codeAction": 10, "inlayHint": 5, "command": 5, "cancelled hover": 5}
"""How often each is asked for, of a hundred."""


@dataclass
class Load:
    """What came of it."""

    sent: int = 0
    lost: int = 0
    """Requests without an answer, or with more than one."""
    failed: int = 0
    """Internal errors."""
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds until an answer, by kind."""
    memory: list[float] = field(default_factory=list)
    """Megabytes: after the warm-up, and at the end."""

    def tail(self, kind: str) -> float:
        """The 95th percentile, in milliseconds."""
        return quantiles(self.times[kind], n=20)[-1]

    @property
    def growth(self) -> float:
        """Of the memory, in per cent of what it was after the warm-up."""
        first, last = self.memory
        return 100 * (last / first - 1)


def main() -> None:
    """Prints what came of it."""
    parser = argparse.ArgumentParser(description="Keeps a server busy at an even pace.")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    load = run(DOLMETSCH, int(parser.parse_args().minutes * A_MINUTE), 60 / A_MINUTE)
    print(f"{load.sent:,} requests, {load.lost} lost, {load.failed} failed")
    print(f"memory {load.memory[0]:.0f} MB after the warm-up, {load.growth:+.1f} % at the end")
    for kind in sorted(load.times):
        print(f"{kind}: p95 {load.tail(kind):.1f} ms of {len(load.times[kind]):,}")


def run(command: list[str], requests: int, interval: float, seed: int = 1) -> Load:
    """Sends so many requests to a server, one each `interval` (seconds) whether or not it keeps up."""
    load = Load()
    with ServerProcess(command) as server:
        editor = _Editor(server, random.Random(seed))
        editor.open()
        process = psutil.Process(server.process.pid)
        hearing = threading.Thread(target=editor.hear, args=(load, requests), daemon=True)
        hearing.start()
        begun = time.perf_counter()
        for number in range(requests):
            # an even pace, not a pause after each: a slow server gets no less to do
            time.sleep(max(0.0, begun + number * interval - time.perf_counter()))
            if number == int(WARM_UP * requests):
                load.memory.append(process.memory_info().rss / 1e6)
            editor.ask(number)
            load.sent += 1
        hearing.join()
        load.memory.append(process.memory_info().rss / 1e6)
    return load


class _Editor:
    """Types and asks in one thread, and hears the answers in another."""

    def __init__(self, server: ServerProcess, draw: random.Random) -> None:
        self._server = server
        self._draw = draw
        self._asked: dict[int, tuple[str, float]] = {}
        self._version = 1

    def open(self) -> None:
        """Opens the session and the documents."""
        self._server.open("", initializationOptions={"inlayHints": {"enabled": True}})
        for number, (language, _) in enumerate(DOCUMENTS):
            text = "".join(f"{self._sentence(number)}\n\n" for _ in range(PARAGRAPHS))
            item = {"uri": _uri(number), "languageId": language, "version": 1, "text": text}
            self._server.send(method="textDocument/didOpen", params={"textDocument": item})

    def ask(self, identifier: int) -> None:
        """Changes a sentence, or not, and asks about one."""
        document, line = self._draw.randrange(len(DOCUMENTS)), 2 * self._draw.randrange(PARAGRAPHS)
        if self._draw.random() < 0.3:
            self._change(document, line)
        [kind] = self._draw.choices(list(KINDS), list(KINDS.values()))
        place = {"line": line, "character": self._draw.randint(5, 60)}
        method, params = _request(kind, _uri(document), place)
        self._asked[identifier] = kind, time.perf_counter()
        self._server.send(id=identifier, method=method, params=params)
        if kind == "cancelled hover":
            self._server.send(method="$/cancelRequest", params={"id": identifier})

    def hear(self, load: Load, requests: int) -> None:
        """Takes the answers until all are there, or no more come."""
        answered: set[int] = set()
        try:
            while len(answered) < requests:
                message = self._server.receive(lambda message: "id" in message and "method" not in message)
                if message["id"] in answered:
                    load.lost += 1
                    continue
                answered.add(message["id"])
                kind, asked = self._asked[message["id"]]
                load.times[kind].append(1000 * (time.perf_counter() - asked))
                load.failed += message.get("error", {}).get("code") == INTERNAL_ERROR
        except AssertionError:
            load.lost += requests - len(answered)

    def _sentence(self, document: int) -> str:
        _, before = DOCUMENTS[document]
        return before + self._draw.choice(SENTENCES).format(self._draw.randint(2, 100_000))

    def _change(self, document: int, line: int) -> None:
        self._version += 1
        whole = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 1_000}}
        params = {
            "textDocument": {"uri": _uri(document), "version": self._version},
            "contentChanges": [{"range": whole, "text": self._sentence(document)}],
        }
        self._server.send(method="textDocument/didChange", params=params)


def _uri(document: int) -> str:
    return f"untitled:{document}"


def _request(kind: str, uri: str, position: dict[str, int]) -> tuple[str, dict[str, Any]]:
    """The method and the parameters of a request of a kind."""
    document, point = {"textDocument": {"uri": uri}}, {"start": position, "end": position}
    if kind == "command":
        # it edits nothing here: a client that makes no edits gets them as the answer
        return "workspace/executeCommand", {
            "command": "dolmetsch.translateSelection",
            "arguments": [uri, point],
        }
    if kind == "codeAction":
        return "textDocument/codeAction", document | {"range": point, "context": {"diagnostics": []}}
    if kind == "inlayHint":
        view = {
            "start": {"line": position["line"], "character": 0},
            "end": {"line": position["line"] + 1, "character": 0},
        }
        return "textDocument/inlayHint", document | {"range": view}
    return f"textDocument/{kind.split()[-1]}", document | {"position": position}


if __name__ == "__main__":
    main()
