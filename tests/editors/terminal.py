"""A terminal in memory: runs an editor in it, types, reads the screen as a person would, and draws it."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import matplotlib
import pyte
from PIL import Image, ImageDraw, ImageFont
from pyte.screens import Char

COLUMNS, ROWS = 96, 24
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_FOREGROUND, _BACKGROUND = "d8dee9", "1f2430"
_COLOURS = {
    "black": "1f2430", "red": "e06c75", "green": "98c379", "brown": "e5c07b",
    "blue": "61afef", "magenta": "c678dd", "cyan": "56b6c2", "white": "d8dee9",
}  # fmt: skip


class Terminal:
    """A program in a pseudo-terminal of 96 columns and 24 rows; a context manager that ends it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], directory: Path) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._controller = controller
        self._process = subprocess.Popen(
            command,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=directory,
            env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            start_new_session=True,
            preexec_fn=_take_the_terminal,
        )
        os.close(terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._controller)

    @property
    def text(self) -> str:
        """What stands on the screen, one line a row."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def type(self, keys: str) -> None:
        """Presses keys; control characters as they are, for instance `\\x18` for Ctrl-X."""
        os.write(self._controller, keys.encode())

    def wait_for(self, condition: str | Callable[[str], bool], seconds: float = 30.0) -> str:
        """Reads until the screen holds the text or fulfils the condition, and gives the screen.

        Raises:
            AssertionError: it did not in time, or the program ended; the message shows the screen.
        """
        holds = condition if callable(condition) else lambda text: condition in text
        deadline = time.monotonic() + seconds
        while not holds(self.text):
            remaining = deadline - time.monotonic()
            assert remaining > 0, f"Waited {seconds} s for {condition!r}; the screen was:\n{self.text}"
            self._read(remaining)
        return self.text

    def repeat_until(self, keys: str, shown: str, seconds: float = 60.0) -> str:
        """Presses keys again and again until they bring a text onto the screen, and gives the screen.

        A server needs a few seconds before it can answer, and a person, too, would try again.

        Raises:
            AssertionError: they never did; the message shows the screen.
        """
        deadline = time.monotonic() + seconds
        while True:
            self.type(keys)
            self.settle(1.0)
            if shown in self.text:
                return self.text
            assert time.monotonic() < deadline, (
                f"No {shown!r} within {seconds} s; the screen was:\n{self.text}"
            )

    def settle(self, quiet_seconds: float = 0.3) -> None:
        """Reads until nothing has been drawn for a while, so that a picture shows a finished screen."""
        while self._read(quiet_seconds):
            pass

    def draw(self, path: Path) -> None:
        """Draws the screen as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        font = ImageFont.truetype(_FONTS / "DejaVuSansMono.ttf", 15)
        bold = ImageFont.truetype(_FONTS / "DejaVuSansMono-Bold.ttf", 15)
        width, height, margin = 9, 19, 14
        paper = _colours(self._screen.buffer[0][COLUMNS - 1])[1]
        image = Image.new("RGB", (COLUMNS * width + 2 * margin, ROWS * height + 2 * margin), f"#{paper}")
        canvas = ImageDraw.Draw(image)
        for row in range(ROWS):
            for column in range(COLUMNS):
                cell = self._screen.buffer[row][column]
                if (row, column) == self._cursor:
                    cell = cell._replace(reverse=not cell.reverse)
                left, top = margin + column * width, margin + row * height
                foreground, background = _colours(cell)
                if background != paper:
                    canvas.rectangle((left, top, left + width - 1, top + height - 1), fill=f"#{background}")
                canvas.text((left, top), cell.data, font=bold if cell.bold else font, fill=f"#{foreground}")
        image.quantize(64).save(path, optimize=True)

    @property
    def _cursor(self) -> tuple[int, int] | None:
        """The row and the column of the cursor, if it is shown."""
        cursor = self._screen.cursor
        return None if cursor.hidden else (cursor.y, cursor.x)

    def _read(self, seconds: float) -> bool:
        readable, _, _ = select.select([self._controller], [], [], seconds)
        if not readable:
            return False
        try:
            received = os.read(self._controller, 65536)
        except OSError as error:
            raise AssertionError(f"The program ended; the screen was:\n{self.text}") from error
        self._answer_queries(received)
        self._stream.feed(received)
        return True

    def _answer_queries(self, received: bytes) -> None:
        # Editors ask the terminal what it is and wait for the answer; pyte itself never answers.
        if b"\x1b[c" in received:
            os.write(self._controller, b"\x1b[?62;22c")
        if b"\x1b[6n" in received:
            os.write(self._controller, b"\x1b[1;1R")


def _take_the_terminal() -> None:
    # Emacs opens /dev/tty, which is the terminal that the session has for its own.
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _colours(cell: Char) -> tuple[str, str]:
    foreground = _FOREGROUND if cell.fg == "default" else _COLOURS.get(cell.fg, cell.fg)
    background = _BACKGROUND if cell.bg == "default" else _COLOURS.get(cell.bg, cell.bg)
    foreground, background = (f if len(f) == 6 else _FOREGROUND for f in (foreground, background))
    return (background, foreground) if cell.reverse else (foreground, background)
