"""`dolmetsch translate`: German lines in, English lines out."""

import argparse
import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from server.commands.shared import add_log_level, add_model, loaded_engine
from server.engine import Engine
from server.errors import ServerError
from server.text.sentences import sentences_of
from server.text.words import words_of

NAME = "translate"
SUMMARY = "translate a German text, or the lines of stdin, one line for each"

MOST_LINES = 32
"""How many lines are translated at once where they come faster than the model is."""
MOST_CHARACTERS = 20_000
"""How much of a line is held at once; a longer one is translated, and written, part by part."""


@dataclass(frozen=True)
class Part:
    """A line, or as much of it as is held at once."""

    text: str
    ends_line: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument(
        "text", metavar="TEXT", nargs="*", help="what to translate; without it, the lines of stdin"
    )
    add_model(parser)
    add_log_level(parser)


def run(options: argparse.Namespace) -> int:
    """Writes one line for each line it gets, in order, as soon as it has it; a very long one part by part."""
    from server.transport import take_stdout

    if not options.text and sys.stdin is None:
        raise ServerError("There is no standard input to read. Give a text, or open it.")
    with take_stdout() as output:  # whatever a library prints must not come between the lines
        asyncio.run(_translate(options, output))
    return 0


async def _translate(options: argparse.Namespace, output: BinaryIO) -> None:
    engine = await loaded_engine(options.model, "translator")
    if options.text:
        text = os.fsencode(" ".join(options.text)).decode("utf-8", "replace")  # as on standard input
        [line] = await _english(engine, [text])
        output.write(line.encode() + b"\n")
        return
    begun = False  # whether something of the line stands there already
    async for parts in _batches():
        for part, english in zip(parts, await _english(engine, [part.text for part in parts]), strict=True):
            space = " " if begun and english else ""
            end = "\n" if part.ends_line else ""
            output.write(f"{space}{english}{end}".encode())
            begun = not part.ends_line and (begun or bool(english))
        output.flush()


def parts_of(file: TextIO, most: int = MOST_CHARACTERS) -> Iterator[Part]:
    """The lines of a file as they come; those of more than `most` characters cut, after sentences."""
    rest, within_line = "", False
    while read := file.readline(most - len(rest)):
        rest += read
        if rest.endswith("\n"):
            yield Part(rest.rstrip("\r\n"), ends_line=True)
            rest, within_line = "", False
        elif len(rest) == most:
            end = _last_cut(rest)
            yield Part(rest[:end], ends_line=False)
            rest, within_line = rest[end:], True
    if rest or within_line:
        yield Part(rest, ends_line=True)


def _last_cut(text: str) -> int:
    """Where the last whole sentence, else the last whole word, of the beginning of a text ends.

    Never before its middle, so that what is left over does not come again and again.
    """
    middle = len(text) // 2
    sentences = sentences_of(text)[:-1]  # the last one may go on
    if sentences and sentences[-1].end > middle:
        return sentences[-1].end
    space = text.rfind(" ", middle)
    return space if space > 0 else len(text)


async def _english(engine: Engine, lines: Sequence[str]) -> list[str]:
    """Each line translated sentence by sentence; what has no words, such as a blank line, stays as it is."""
    sentences = [[span.of(line) for span in sentences_of(line)] for line in lines]
    wanted = [sentence for line in sentences for sentence in line if words_of(sentence)]
    translations = iter(await engine.translate_all(wanted))
    english = [
        [next(translations).text if words_of(sentence) else sentence for sentence in line]
        for line in sentences
    ]
    return [" ".join(" ".join(text.split()) for text in line) for line in english]


async def _batches() -> AsyncIterator[list[Part]]:
    """The lines of stdin as they come: one where the next is not there yet, several where they are.

    Raises:
        ServerError: it cannot be read.
    """
    loop = asyncio.get_running_loop()
    parts: asyncio.Queue[Part | None] = asyncio.Queue(maxsize=MOST_LINES)
    failures: list[OSError] = []

    def read() -> None:
        try:
            stdin = os.dup(sys.stdin.fileno())
            with os.fdopen(stdin, encoding="utf-8-sig", errors="replace", newline="\n") as file:
                for part in parts_of(file):
                    asyncio.run_coroutine_threadsafe(parts.put(part), loop).result()
        except OSError as error:
            failures.append(error)
        except CancelledError:
            return  # nobody wants the lines any more
        with suppress(CancelledError):
            asyncio.run_coroutine_threadsafe(parts.put(None), loop).result()

    threading.Thread(target=read, name="stdin", daemon=True).start()
    part = await parts.get()
    while part is not None:
        batch = []
        while part is not None:
            batch.append(part)
            if parts.empty() or len(batch) == MOST_LINES:
                break
            part = parts.get_nowait()
        yield batch
        if part is not None:
            part = await parts.get()
    for failure in failures:
        raise ServerError(f"Standard input cannot be read ({failure.strerror}).") from failure
