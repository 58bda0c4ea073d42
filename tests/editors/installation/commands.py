"""Runs the package managers: quiet when they succeed, all they said when they fail."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.editors.installation.errors import InstallationError

EDITORS = ROOT / ".editors"
"""Where editors go that are not installed system-wide; git ignores it."""


def run(
    command: Sequence[str | Path], directory: Path = ROOT, environment: Mapping[str, str] | None = None
) -> str:
    """Runs a command to its end and gives what it printed; `environment` is added to this process's own.

    Raises:
        InstallationError: the command is not installed, or it failed; with all that it said.
    """
    try:
        finished = subprocess.run(
            command,
            cwd=directory,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except FileNotFoundError as error:
        raise InstallationError(f"{command[0]} is not installed; install it and try again.") from error
    if finished.returncode:
        spoken = " ".join(map(str, command))
        raise InstallationError(f"`{spoken}` failed in {directory} with:\n{finished.stdout}")
    return finished.stdout
