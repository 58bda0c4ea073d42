"""What the tests of all editors share: the server on their path and the translation that they must show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.editors.letter import SENTENCE

BIN = Path(sys.executable).parent
"""Where `dolmetsch` is installed, and the editors that are Python packages."""


@pytest.fixture(scope="session")
def translation() -> str:
    """The English of the letter's sentence, asked of the command line and not of an editor."""
    command = [BIN / "dolmetsch", "translate", SENTENCE]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a user with an empty home directory, who has `dolmetsch` on the path."""
    return environment_of(tmp_path)


def environment_of(home: Path) -> dict[str, str]:
    """The environment of a user with this home directory, who has `dolmetsch` on the path."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
    }
