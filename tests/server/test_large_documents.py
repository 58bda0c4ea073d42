"""A large document costs no more than a small one, once it is open.

The budgets are those of DOCUMENTS' table, with room for a machine that has other work.
"""

import statistics
import time

import pytest

from server.text.document import Document, Place
from server.text.prose import passage_at
from tests.server.text_figures import DOCUMENTS, figures

KEYSTROKE, SENTENCE = 5.0, 20.0
"""Milliseconds."""
MEMORY = 20.0
"""Megabytes."""
SECONDS_OF_EMPTY_LINES = 2.0
SMALL_ENOUGH = [name for name in DOCUMENTS if "10 MB" not in name] + ["plain text, 10 MB"]


@pytest.mark.parametrize("name", SMALL_ENOUGH)
def test_a_keystroke_and_the_sentence_there_stay_in_budget(name: str) -> None:
    file, text = DOCUMENTS[name]
    measured = figures(file, text())
    assert statistics.median(measured.keystrokes) <= KEYSTROKE
    assert statistics.median(measured.sentences) <= SENTENCE
    assert measured.memory <= MEMORY


@pytest.mark.parametrize("language", ["c", "java", "asciidoc"])
def test_empty_lines_are_no_way_to_hold_up_the_server(language: str) -> None:
    document = Document("file:///brief", "\n" * 200_000, 1, language)
    started = time.perf_counter()
    for line in (199_000, 100_000):
        passage_at(document, Place(line, 0))
    assert time.perf_counter() - started < SECONDS_OF_EMPTY_LINES
