"""Fetches Emacs with both of its language clients, from Debian."""

from tests.editors.installation import debian


def install() -> None:
    """Installs Emacs for terminals, eglot, lsp-mode, and what shows completions and Markdown well."""
    debian.install("emacs-nox", "elpa-eglot", "elpa-lsp-mode", "elpa-company", "elpa-markdown-mode")
