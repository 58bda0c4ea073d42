"""What several test packages share: where the large corpora are, if they are."""

import os
from pathlib import Path

import pytest

# before any test loads torch, as dolmetsch-train does it: threads that wait give their core away
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpora_directory() -> Path:
    """The directory of the large corpora, from DOLMETSCH_DATA or beside the checkout."""
    named = os.environ.get("DOLMETSCH_DATA")
    directory = Path(named) if named else ROOT.parent / "shared" / "data"
    if not (directory / "multi30k").is_dir():
        pytest.skip(f"no corpora in {directory}: set DOLMETSCH_DATA to a directory that holds them")
    return directory
