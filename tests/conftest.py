"""What several test packages share: where the large corpora are, if they are."""

import importlib.util
import os
from pathlib import Path

import pytest

# before any test loads torch, as dolmetsch-train does it: threads that wait give their core away
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

ROOT = Path(__file__).parent.parent

TRAIN_EXTRA = importlib.util.find_spec("torch") is not None
"""Whether more is installed than the server and its tests need; the rest is left out where it is not."""
needs_the_train_extra = pytest.mark.skipif(not TRAIN_EXTRA, reason="needs Dolmetsch's `train` extra")
IMPORT_THE_TRAIN_EXTRA = [
    "train",
    "models/test_default_words.py",
    "models/test_lab_translator.py",
    "models/test_seq2seq.py",
    "models/test_seq2seq_search.py",
    "models/test_transformer.py",
    "models/test_word2vec.py",
    "server/test_language.py",
    "server/test_large_documents.py",
]
collect_ignore = [] if TRAIN_EXTRA else IMPORT_THE_TRAIN_EXTRA


def data_directory() -> Path | None:
    """The directory of the large corpora, from DOLMETSCH_DATA or beside the checkout, if there is."""
    named = os.environ.get("DOLMETSCH_DATA")
    directory = Path(named) if named else ROOT.parent / "shared" / "data"
    return directory if (directory / "multi30k").is_dir() else None


@pytest.fixture(scope="session")
def corpora_directory() -> Path:
    """As `data_directory`; tests that need it are skipped where there is none."""
    directory = data_directory()
    if directory is None:
        pytest.skip("no corpora: set DOLMETSCH_DATA to a directory that holds them")
    return directory
