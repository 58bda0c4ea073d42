"""Debian's packages, installed system-wide where that is allowed."""

import os
import subprocess

from tests.editors.installation.commands import run
from tests.editors.installation.errors import InstallationError


def install(*packages: str) -> None:
    """Installs those of the packages that are missing.

    Raises:
        InstallationError: some are missing and this user may not install them; the message gives the command.
    """
    missing = [package for package in packages if not _is_installed(package)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise InstallationError(f"Debian packages are missing; run: sudo apt-get install {' '.join(missing)}")
    unattended = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "--quiet"], environment=unattended)
    run(
        ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", *missing],
        environment=unattended,
    )


def _is_installed(package: str) -> bool:
    try:
        status = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package],
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise InstallationError(
            "The editors are fetched as Debian packages, and here is no dpkg; run this on Debian."
        ) from error
    return status.stdout == "installed"
