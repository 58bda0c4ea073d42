"""A large document costs no more than a small one, once it is open.

The budgets are those of DOCUMENTS' table, with room for a machine that has other work.
"""

import statistics

import pytest

from tests.server.text_figures import DOCUMENTS, figures

KEYSTROKE, SENTENCE = 5.0, 20.0
"""Milliseconds."""
MEMORY = 20.0
"""Megabytes."""
SMALL_ENOUGH = [name for name in DOCUMENTS if "10 MB" not in name] + ["plain text, 10 MB"]


@pytest.mark.parametrize("name", SMALL_ENOUGH)
def test_a_keystroke_and_the_sentence_there_stay_in_budget(name: str) -> None:
    file, text = DOCUMENTS[name]
    measured = figures(file, text())
    assert statistics.median(measured.keystrokes) <= KEYSTROKE
    assert statistics.median(measured.sentences) <= SENTENCE
    assert measured.memory <= MEMORY
