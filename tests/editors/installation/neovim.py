"""An old Neovim from Debian; the new one is a Python package, in the extra `editors`."""

from tests.editors.installation import debian


def install() -> None:
    """Installs Neovim 0.7."""
    debian.install("neovim")
