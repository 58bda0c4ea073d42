"""What an editor gets: opens a German letter in a real server process and asks what an editor would ask.

Run it with `make demo`, or `python examples/demo.py [--model NAME_OR_DIRECTORY]`.
"""

import argparse
import asyncio
import os
import shutil
import sys
import textwrap
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

T = TypeVar("T")

LETTER = Path(__file__).with_name("brief.md")

SECONDS_TO_START = 20
SECONDS_TO_LOAD = 120
SECONDS_TO_ANSWER = 30

HOVERS = ("Männer", "brauner", "Kinder", "Strümpfe", "Großmutter", "fahrplan", "good")
"""Where the pointer rests; the last two are code and English, on which the server is silent."""
COMPLETIONS = ("good",)
"""Behind which words completion is asked for."""


_REFUSALS = (JsonRpcException, RuntimeError)  # the client raises the second when the server process has ended


class DemoError(Exception):
    """Something that keeps the demonstration from its end; the message is one sentence for the user."""


def main() -> int:
    """Prints the letter's hovers and completions; not 0 if there were none."""
    parser = argparse.ArgumentParser(description="Opens a German letter in a real server process.")
    parser.add_argument("--model", metavar="NAME_OR_DIRECTORY", help="the model to ask")
    options = parser.parse_args()
    try:
        asyncio.run(_demonstrate(options.model))
    except DemoError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


async def _demonstrate(model: str | None) -> None:
    command = [sys.executable, "-m", "server", "serve", *(["--model", model] if model else [])]
    async with _Editor(command) as editor:
        await editor.open(LETTER)
        print(_bold(f"{LETTER.name}, through `{' '.join(['dolmetsch', *command[3:]])}`\n"))
        shown = 0
        for word in HOVERS:
            place = _Place.of(word, LETTER)
            print(place.shown("hover on"))
            hover = await editor.hover(place)
            print(_box(hover if hover else "(nothing: this is no German prose)"))
            shown += hover is not None
        for word in COMPLETIONS:
            place = _Place.of(word, LETTER)
            print(place.shown("completion behind"))
            items = await editor.completions(place)
            print(_box("\n".join(items) or "(nothing)"))
            shown += bool(items)
    if shown == 0:
        raise DemoError("the server had nothing to show. Run `dolmetsch check` to see what is wrong.")


@dataclass(frozen=True)
class _Place:
    """A word in the letter, the first of its kind."""

    word: str
    line: int
    column: int
    text: str

    @classmethod
    def of(cls, word: str, letter: Path) -> Self:
        for line, text in enumerate(letter.read_text(encoding="utf-8").splitlines()):
            if word in text:
                return cls(word, line, text.index(word), text)
        raise DemoError(f"the word {word} is not in {letter}.")

    def shown(self, what: str) -> str:
        marked = self.text.replace(self.word, _bold(self.word), 1)
        return f"{what} {_bold(self.word)}, line {self.line + 1}\n  {marked}"

    def position(self, inside: int) -> types.Position:
        """A position in UTF-16 units, the number of letters given into the word."""
        before = self.text[: self.column + inside]
        return types.Position(self.line, len(before.encode("utf-16-le")) // 2)


class _Editor:
    """A minimal editor: an LSP client with one document open."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._client = LanguageClient("demo", "1")
        self._uri = LETTER.resolve().as_uri()
        self._ready = asyncio.Event()
        self._problem = ""

        def log_message(_: types.LogMessageParams) -> None:
            self._ready.set()

        def show_message(params: types.ShowMessageParams) -> None:
            self._problem = params.message
            self._ready.set()

        self._client.feature(types.WINDOW_LOG_MESSAGE)(log_message)
        self._client.feature(types.WINDOW_SHOW_MESSAGE)(show_message)

    async def __aenter__(self) -> Self:
        await self._client.start_io(*self._command)
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                await self._client.shutdown_async(None)
                self._client.exit(None)
                await self._client.stop()  # type: ignore[no-untyped-call]
        except (TimeoutError, OSError, *_REFUSALS):
            pass  # the server ends by itself once this process is gone

    async def open(self, letter: Path) -> None:
        """Opens the letter and waits until the models are loaded."""
        capabilities = types.ClientCapabilities(
            text_document=types.TextDocumentClientCapabilities(
                hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.PlainText])
            )
        )
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                await self._client.initialize_async(types.InitializeParams(capabilities, os.getpid()))
        except (TimeoutError, JsonRpcException) as error:
            raise DemoError(
                "the server did not start. Run `dolmetsch check` to see what is wrong."
            ) from error
        self._client.initialized(types.InitializedParams())
        text = letter.read_text(encoding="utf-8")
        item = types.TextDocumentItem(self._uri, types.LanguageKind.Markdown, 1, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        try:
            async with asyncio.timeout(SECONDS_TO_LOAD):
                await self._ready.wait()
        except TimeoutError as error:
            raise DemoError(f"the models did not load within {SECONDS_TO_LOAD} seconds.") from error
        if self._problem:
            raise DemoError(self._problem)

    async def hover(self, place: _Place) -> str | None:
        """What the server shows in the middle of a word."""
        params = types.HoverParams(
            types.TextDocumentIdentifier(self._uri), place.position(len(place.word) // 2)
        )
        hover = await _answered(self._client.text_document_hover_async(params))
        if hover is None:
            return None
        assert isinstance(hover.contents, types.MarkupContent)
        return hover.contents.value

    async def completions(self, place: _Place) -> list[str]:
        """What the server offers with the cursor right behind a word."""
        params = types.CompletionParams(
            types.TextDocumentIdentifier(self._uri), place.position(len(place.word))
        )
        answer = await _answered(self._client.text_document_completion_async(params))
        assert isinstance(answer, types.CompletionList)
        return [f"{item.label:<20}{item.detail}" for item in answer.items]


async def _answered(request: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            return await request
    except TimeoutError as error:
        raise DemoError(f"the server did not answer within {SECONDS_TO_ANSWER} seconds.") from error
    except _REFUSALS as error:
        raise DemoError(f"the server gave no answer: {error}") from error


def _bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text


def _box(text: str) -> str:
    """The text in a frame, no wider than the terminal."""
    width = min(shutil.get_terminal_size().columns, 100) - 6
    lines = [
        part
        for line in text.splitlines()
        for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    ]
    longest = max(map(len, lines))
    framed = "\n".join(f"  │ {line:<{longest}} │" for line in lines)
    return f"  ┌{'─' * (longest + 2)}┐\n{framed}\n  └{'─' * (longest + 2)}┘\n"


if __name__ == "__main__":
    sys.exit(main())
