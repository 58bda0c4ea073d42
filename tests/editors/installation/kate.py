"""Kate from Debian, and a desktop without a screen to drive it on."""

from tests.editors.installation import debian


def install() -> None:
    """Installs Kate, and an X server, a window manager, buses, a font, keys and a mouse."""
    debian.install("kate", "xvfb", "openbox", "dbus-daemon", "at-spi2-core", "xdotool", "fonts-dejavu-core")
