"""What reading a document costs without the models: a keystroke, and finding the sentence under the cursor.

`python -m tests.server.text_figures` prints it; tests/server/test_large_documents.py keeps it.
"""

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat

from lsprotocol import types

from server.text.document import Document, Place
from server.text.language import is_german
from server.text.prose import passage_at
from server.text.sentences import sentence_at
from server.text.words import word_at
from train.report import table

KEYSTROKES = 30
SENTENCE = "Der Hund läuft am Strand und bellt laut, weil er Hunger hat und niemand kommt."
PARAGRAPH = f"{SENTENCE}\n{SENTENCE}\n{SENTENCE}\n\n"
PYTHON = f'''\
def bellen(hund, laut=True):
    """{SENTENCE}

    {SENTENCE}
    """
    # {SENTENCE}
    if hund.name == "Bello" and laut:
        return [wort.upper() for wort in hund.worte if wort != "Hunger"]
    return None


'''
C = f"""\
/*
 * {SENTENCE}
 * {SENTENCE}
 */
static int bellen(struct hund *hund, int laut)
{{
\tif (hund->laut > laut) // {SENTENCE}
\t\tprintf("{SENTENCE}\\n");
\treturn hund->laut;
}}

"""


def _of_size(text: str, size: int) -> str:
    return text * (size // len(text.encode()) + 1)


MEGABYTE = 1_000_000
DOCUMENTS: dict[str, tuple[str, Callable[[], str]]] = {
    "plain text, 1 MB": ("a.txt", lambda: _of_size(PARAGRAPH, MEGABYTE)),
    "plain text, 10 MB": ("a.txt", lambda: _of_size(PARAGRAPH, 10 * MEGABYTE)),
    "plain text, 50,000 lines": ("a.txt", lambda: f"{SENTENCE}\n" * 50_000),
    "plain text, a line of 100,000 characters": ("a.txt", lambda: f"{SENTENCE} " * (100_000 // 79)),
    "Markdown, 1 MB": ("a.md", lambda: _of_size(PARAGRAPH + "```\ncode\n```\n\n", MEGABYTE)),
    "Markdown, 10 MB": ("a.md", lambda: _of_size(PARAGRAPH + "```\ncode\n```\n\n", 10 * MEGABYTE)),
    "Markdown, a line of 100,000 characters": ("a.md", lambda: f"{SENTENCE} **x** " * (100_000 // 85)),
    "reStructuredText, 1 MB": ("a.rst", lambda: _of_size(PARAGRAPH, MEGABYTE)),
    "LaTeX, 1 MB": ("a.tex", lambda: _of_size(PARAGRAPH, MEGABYTE)),
    "AsciiDoc, 1 MB": ("a.adoc", lambda: _of_size(PARAGRAPH, MEGABYTE)),
    "HTML, 1 MB": ("a.html", lambda: _of_size(f"<p>{SENTENCE} <b>{SENTENCE}</b></p>\n", MEGABYTE)),
    "Python, 50 kB": ("a.py", lambda: _of_size(PYTHON, 50_000)),
    "Python, 1 MB": ("a.py", lambda: _of_size(PYTHON, MEGABYTE)),
    "C, 1 MB": ("a.c", lambda: _of_size(C, MEGABYTE)),
}


@dataclass(frozen=True)
class Figures:
    """Milliseconds of processor time, and megabytes."""

    first: float
    """To find the last sentence of a document that was opened just now."""
    keystrokes: list[float]
    """To take over one character, anywhere."""
    sentences: list[float]
    """To find the sentence there, after that."""
    memory: float
    """What all of it has taken, the text itself left out."""


def main() -> None:
    """Prints a table."""
    rows = []
    for name, (file, text) in DOCUMENTS.items():
        measured = figures(file, text())
        rows.append(
            (
                name,
                f"{measured.first:.1f}",
                f"{statistics.median(measured.keystrokes):.2f}, at most {max(measured.keystrokes):.2f}",
                f"{statistics.median(measured.sentences):.2f}, at most {max(measured.sentences):.2f}",
                f"{measured.memory:.1f}",
            )
        )
    heads = ("document", "first sentence, ms", "keystroke, ms", "sentence after it, ms", "memory, MB")
    print(table(heads, rows))


def figures(file: str, text: str) -> Figures:
    """Types into a document and looks up the sentence there, again and again at another place."""
    draw = random.Random(1)
    find(Document(f"file:///{file}", SENTENCE), Place(0, 0))  # what a kind of document loads once
    document = Document(f"file:///{file}", text)
    last = max(line for line, text in enumerate(document.lines) if SENTENCE in text)
    first = milliseconds(lambda: find(document, Place(last, len(document.content(last)) // 2)))
    keystrokes, sentences = [], []
    for character in repeat("x", KEYSTROKES):
        line = draw.randrange(len(document.lines))
        column = draw.randrange(len(document.content(line)) + 1)
        position = document.position(Place(line, column))
        change = types.TextDocumentContentChangePartial(range=types.Range(position, position), text=character)
        keystrokes.append(milliseconds(lambda change=change: document.apply_change(change)))
        sentences.append(milliseconds(lambda line=line, column=column: find(document, Place(line, column))))
    return Figures(first, keystrokes, sentences, _memory(file, text))


def find(document: Document, place: Place) -> bool:
    """All that a hover does before it asks the models; whether there is a German sentence."""
    passage = passage_at(document, place)
    offset = passage.offset_at(place) if passage else None
    if passage is None or offset is None:
        return False
    word_at(passage.text, offset)
    sentence = sentence_at(passage.text, offset)
    return sentence is not None and is_german(sentence.of(passage.text))


def milliseconds(work: Callable[[], object]) -> float:
    """The processor time that something takes, whatever else the machine does."""
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def _memory(file: str, text: str) -> float:
    document = Document(f"file:///{file}", text)
    tracemalloc.start()
    for line in range(0, len(document.lines), max(1, len(document.lines) // 5)):
        find(document, Place(line, 0))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / 1e6


if __name__ == "__main__":
    main()
