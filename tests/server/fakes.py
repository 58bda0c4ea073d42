"""Models that need no checkpoint, and a client that talks to a server in the same process."""

import asyncio
import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import Cancelled, UnknownWord
from models.translator import Hypothesis, Translation
from models.vectors import Neighbour
from server.application import create_server
from server.engine import Engine
from server.language_server import DolmetschServer

SECONDS = 10
"""How long a test waits for what must come."""


def english_of(sentence: str) -> str:
    """What `FakeTranslator` makes of a sentence."""
    return f"English of [{sentence}]"


def _aligned(german: str, english: str, *pairs: tuple[str, str]) -> Hypothesis:
    links = (
        (german.index(g), german.index(g) + len(g), english.index(e), english.index(e) + len(e))
        for g, e in pairs
    )
    return Hypothesis(english, 0.9, alignment=tuple(links))


_DOG = "Der kleine Hund schläft heute."
_STOCKINGS = "Die Strümpfe sind warm."

KNOWN = {
    _DOG: [
        _aligned(
            _DOG, "The small dog sleeps today.", ("kleine", "small"), ("Hund", "dog"), ("schläft", "sleeps")
        )
    ],
    "Hund": [Hypothesis("dog", 0.8), Hypothesis("hound", 0.4), Hypothesis("doggish", 0.1)],
    "Rechnung": [Hypothesis("bill.", 0.8)],
    "Besprechung": [
        Hypothesis("meeting", 0.8),
        Hypothesis("prosperation", 0.7),
        Hypothesis("sprat", 0.6, unsure=True),
    ],
    _STOCKINGS: [_aligned(_STOCKINGS, "The drums are warm.", ("Strümpfe", "drums"))],
    "Strümpfe": [Hypothesis("drums", 0.3, unsure=True)],
}
"""What `FakeTranslator` knows better."""

_ENGLISH = {
    "English",
    "of",
    "Männer",
    "Hübsch",
    "Das",
    "stehen",
    "im",
    "dog",
    "hound",
    "doggish",
    "bill",
    "meeting",
}
"""The words of its translations that `FakeVectors` knows."""


class FakeTranslator:
    """Translates at once, but for sentences with a word that says otherwise."""

    name = "fake"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.batches: list[list[str]] = []
        self.begun = threading.Event()
        """Set when it meets a sentence with “langsam”."""
        self.stopped = threading.Event()
        """Set when it was told to stop there."""

    def translate(
        self, sentences: Sequence[str], *, count: int = 1, cancelled: Callable[[], bool] = lambda: False
    ) -> list[Translation]:
        self.batches.append(list(sentences))
        return [self._one(sentence, cancelled) for sentence in sentences]

    def _one(self, sentence: str, cancelled: Callable[[], bool]) -> Translation:
        self.asked.append(sentence)
        if "langsam" in sentence:  # takes until it is cancelled
            self.begun.set()
            while not cancelled():
                threading.Event().wait(0.001)
            self.stopped.set()
            raise Cancelled
        if "kaputt" in sentence:
            raise RuntimeError(f"cannot translate {sentence}")
        if "drucke" in sentence:
            print("a library prints", flush=True)
        if sentence in KNOWN:
            return Translation(sentence, tuple(KNOWN[sentence]))
        if "vergiss" in sentence:  # a model that loses placeholders
            sentence = re.sub("⟦.⟧", "", sentence)
        unsure = "rätselhaft" in sentence
        return Translation(sentence, (Hypothesis(english_of(sentence), 0.01 if unsure else 0.9, unsure),))


class HeldTranslator(FakeTranslator):
    """Begins with a sentence and goes on when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def _one(self, sentence: str, cancelled: Callable[[], bool]) -> Translation:
        self.begun.set()
        self.gate.wait(SECONDS)
        return super()._one(sentence, cancelled)


class FakeVectors:
    """Knows the neighbours of two words, one German and one English, and how some words go on."""

    _neighbours: Mapping[str, list[Neighbour]] = {
        "schön": [Neighbour("hübsch", 0.91), Neighbour("Pracht", 0.8), Neighbour("#schön", 0.75)],
        "good": [Neighbour("great", 0.83), Neighbour("nice", 0.8)],
    }  # fmt: skip

    def __init__(self, *languages: str) -> None:
        self.languages = languages or ("de", "en")

    def __contains__(self, word: str) -> bool:
        return word.lower() in self._neighbours

    def knows(self, word: str, language: str) -> bool:
        return language in self.languages and (word in self or (language == "en" and word in _ENGLISH))

    def is_function_word(self, word: str, language: str) -> bool:
        return False

    def nearest(self, word: str, count: int = 10, language: str | None = None) -> list[Neighbour]:
        if word not in self:
            raise UnknownWord(word)
        return self._neighbours[word.lower()][:count]

    def completions(
        self, typed: str, before: Sequence[str], after: Sequence[str], count: int, language: str
    ) -> list[str]:
        """Of `sch` and what it goes on with; beside `ist` `schön` is likelier, else `schon`."""
        likely = ("schön", "schon", "Schuh") if "ist" in before else ("schon", "schön", "Schuh")
        words = {"de": likely, "en": ("goodness",)}[language]
        return [word for word in words if word.lower().startswith(typed.lower()) and len(word) > len(typed)][
            :count
        ]


def fake_engine(
    translator: FakeTranslator | None = None,
    load_translator: Callable[[str | Path], FakeTranslator] | None = None,
    load_vectors: Callable[[str | Path], FakeVectors] | None = None,
) -> Engine:
    """An engine on fakes; `load_…` take the place of loading."""
    return Engine(
        load_translator or (lambda _: translator or FakeTranslator()),
        load_vectors or (lambda _: FakeVectors()),  # type: ignore[arg-type]
    )


@dataclass
class Conversation:
    """A client of a server in the same process. Everything the server says is in `heard`."""

    server: DolmetschServer
    heard: list[dict[str, Any]] = field(default_factory=list)
    _ids: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.server.protocol.set_writer(self, include_headers=False)

    def write(self, data: bytes) -> None:
        """Called by the server."""
        self.heard.append(json.loads(data))
        self._news.set()

    def close(self) -> None:
        """Called by the server."""

    def notify(self, method: str, params: object = None) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: object = None) -> int:
        """Sends a request and gives its id."""
        self._ids += 1
        self.send({"id": self._ids, "method": method, "params": params})
        return self._ids

    async def answer(self, identifier: int | str) -> dict[str, Any]:
        """The response to a request, once it is there."""
        return await self.hear(lambda message: message.get("id") == identifier and "method" not in message)

    async def request(self, method: str, params: object = None) -> dict[str, Any]:
        return await self.answer(self.ask(method, params))

    async def hear(self, matches: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message that matches, once it is there."""
        async with asyncio.timeout(SECONDS):
            while True:
                self._news.clear()
                for message in self.heard:
                    if matches(message):
                        return message
                await self._news.wait()

    async def open(self, text: str, *, language: str = "plaintext", **initialize: Any) -> None:
        """Goes through `initialize`, waits for the models, and opens one document, `file:///brief`."""
        params = {"processId": None, "rootUri": None, "capabilities": {}} | initialize
        await self.request("initialize", params)
        self.notify("initialized", {})
        self.notify("textDocument/didOpen", {"textDocument": document_item(text, language)})
        await self.hear(lambda message: message.get("method") in ("window/logMessage", "window/showMessage"))

    def send(self, message: dict[str, object]) -> None:
        self.server.protocol.receive(json.dumps({"jsonrpc": "2.0", **message}).encode())


URI = "file:///brief"


def document_item(text: str, language: str = "plaintext") -> dict[str, object]:
    return {"uri": URI, "languageId": language, "version": 1, "text": text}


def at(line: int, character: int) -> dict[str, object]:
    """The parameters of a request about a position."""
    return {"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}


def conversation(engine: Engine | None = None) -> Conversation:
    """A client of a server with these models."""
    return Conversation(create_server(engine=engine or fake_engine()))
