"""`dolmetsch translate`: German lines in, English lines out."""

import argparse
import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from typing import BinaryIO

from server.commands.shared import add_log_level, add_model, loaded_engine
from server.engine import Engine
from server.errors import ServerError
from server.text.sentences import sentences_of
from server.text.words import words_of

NAME = "translate"
SUMMARY = "translate a German text, or the lines of stdin, one line for each"

MOST_LINES = 32
"""How many lines are translated at once where they come faster than the model is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument(
        "text", metavar="TEXT", nargs="*", help="what to translate; without it, the lines of stdin"
    )
    add_model(parser)
    add_log_level(parser)


def run(options: argparse.Namespace) -> int:
    """Writes one line for each line it gets, in order, as soon as it has it."""
    from server.transport import take_stdout

    if not options.text and sys.stdin is None:
        raise ServerError("There is no standard input to read. Give a text, or open it.")
    with take_stdout() as output:  # whatever a library prints must not come between the lines
        asyncio.run(_translate(options, output))
    return 0


async def _translate(options: argparse.Namespace, output: BinaryIO) -> None:
    engine = await loaded_engine(options.model, "translator")
    if options.text:
        [line] = await _english(engine, [" ".join(options.text)])
        output.write(line.encode() + b"\n")
        return
    async for lines in _batches():
        for line in await _english(engine, lines):
            output.write(line.encode() + b"\n")
        output.flush()


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


async def _batches() -> AsyncIterator[list[str]]:
    """The lines of stdin as they come: one where the next is not there yet, several where they are.

    Raises:
        ServerError: it cannot be read.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue(maxsize=MOST_LINES)
    failures: list[OSError] = []

    def read() -> None:
        try:
            with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as file:
                for number, line in enumerate(file):
                    text = line.decode("utf-8", "replace").rstrip("\r\n")
                    text = text.removeprefix("\ufeff") if number == 0 else text
                    asyncio.run_coroutine_threadsafe(lines.put(text), loop).result()
        except OSError as error:
            failures.append(error)
        asyncio.run_coroutine_threadsafe(lines.put(None), loop).result()

    threading.Thread(target=read, name="stdin", daemon=True).start()
    line = await lines.get()
    while line is not None:
        batch = []
        while line is not None:
            batch.append(line)
            if lines.empty() or len(batch) == MOST_LINES:
                break
            line = lines.get_nowait()
        yield batch
        if line is not None:
            line = await lines.get()
    for failure in failures:
        raise ServerError(f"Standard input cannot be read ({failure.strerror}).") from failure
