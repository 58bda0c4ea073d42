"""Vim from Debian."""

from tests.editors.installation import debian


def install() -> None:
    """Installs Vim 9."""
    debian.install("vim")
