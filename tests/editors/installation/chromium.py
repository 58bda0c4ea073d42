"""Chromium, the browser that code-server is shown in."""

from tests.editors.installation import debian

CHROMIUM = "/usr/bin/chromium"


def install() -> None:
    """Installs Chromium, with a font of its own so that pictures look alike on every machine."""
    debian.install("chromium", "fonts-dejavu-core")
