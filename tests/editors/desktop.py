"""A desktop without a screen: runs an editor on it, types, points, reads what it shows, and draws it."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from PIL import Image, ImageGrab

from tests.editors.accessibility import Accessibility, Box, Widget

WIDTH, HEIGHT = 800, 520
_FULL_SCREEN = """\
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications>
    <application type="normal"><decor>no</decor><maximized>yes</maximized></application>
  </applications>
</openbox_config>
"""


class Desktop:
    """A display of its own with a window manager, a session bus and a screen reader.

    A context manager; at the end it ends every process that was started on it, those of the bus as well.
    """

    def __init__(self, environment: Mapping[str, str], directory: Path) -> None:
        self._directory = directory
        # Sockets lie here, whose paths must be short. And what the bus starts is no child of ours, but it has
        # this directory in its environment.
        self._runtime = tempfile.TemporaryDirectory(prefix="desktop-")
        self._environment = {**environment, "XDG_RUNTIME_DIR": self._runtime.name}

    def __enter__(self) -> Self:
        try:
            self._start_up()
        except BaseException:
            self._end_processes()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._accessibility.close()
        finally:
            self._end_processes()

    def start(self, *command: str) -> None:
        """Starts a program."""
        self._spawn(command)

    @property
    def widgets(self) -> list[Widget]:
        """All that is on the screen."""
        return self._accessibility.widgets()

    @property
    def text(self) -> str:
        """The words on the screen, a widget a line."""
        return "\n".join(widget.words for widget in self.widgets if widget.words)

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, by their names in X: `Return`, `ctrl+space`."""
        self._xdotool("key", *keys)

    def point(self, left: int, top: int) -> None:
        """Moves the mouse there from beside it, since only a mouse that moves hovers over something."""
        self._xdotool("mousemove", str(left + 40), str(top + 40), "mousemove", str(left), str(top))

    def click(self) -> None:
        """Clicks where the mouse is."""
        self._xdotool("click", "1")

    def click_on(self, words: str) -> None:
        """Clicks on the widget with these words, as soon as it is there."""
        self.wait_for(lambda text: words in text.splitlines())
        box = self.box(next(widget for widget in self.widgets if widget.words == words))
        self.point(box.left + box.width // 2, box.top + box.height // 2)
        self.click()

    def box(self, widget: Widget) -> Box:
        """Where a widget is."""
        return self._accessibility.box(widget)

    def box_of_character(self, widget: Widget, offset: int) -> Box:
        """Where one character of a text is, counted from 0, as the program has it."""
        return self._accessibility.box_of_character(widget, offset)

    def wait_for(self, condition: str | Callable[[str], bool], seconds: float = 30.0) -> str:
        """Reads until the screen holds the text or fulfils the condition, and gives the words on the screen.

        Raises:
            AssertionError: it did not in time; the message has the words.
        """
        holds = condition if callable(condition) else lambda text: condition in text
        deadline = time.monotonic() + seconds
        while not holds(text := self.text):
            assert time.monotonic() < deadline, (
                f"Waited {seconds} s for {condition!r}; the screen had:\n{text}"
            )
        return text

    def repeat_until(self, action: Callable[[], None], shown: str, seconds: float = 30.0) -> str:
        """Does something again and again until it brings a text onto the screen, and gives the words there.

        A server needs a few seconds before it can answer, and a person, too, would try again.

        Raises:
            AssertionError: it never did; the message has the words.
        """
        deadline = time.monotonic() + seconds
        while True:
            action()
            patience = time.monotonic() + 2.0
            while shown not in (text := self.text) and time.monotonic() < patience:
                pass
            if shown in text:
                return text
            assert time.monotonic() < deadline, f"No {shown!r} within {seconds} s; the screen had:\n{text}"

    def draw(self, path: Path) -> None:
        """Draws the screen as a PNG, once it no longer changes."""
        before, image = None, self._picture()
        while image != before:
            before, image = image, self._picture()
        path.parent.mkdir(parents=True, exist_ok=True)
        image.quantize(64).save(path, optimize=True)

    def _picture(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self._environment["DISPLAY"])

    def _start_up(self) -> None:
        # A display would else reset itself whenever the last program leaves it, under the next one's feet.
        screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset"]
        display = self._announced("Xvfb", *screen, "-nolisten", "tcp", "-displayfd")
        self._environment["DISPLAY"] = f":{display}"
        bus = self._announced("dbus-daemon", "--session", "--nofork", "--print-address")
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = bus
        self._environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        full_screen = self._directory / "openbox.xml"
        full_screen.write_text(_FULL_SCREEN)
        self.start("openbox", "--config-file", str(full_screen))
        self._accessibility = Accessibility(bus)

    def _announced(self, *command: str) -> str:
        """Starts a program whose last option takes a file descriptor, and gives the line it writes there."""
        reader, writer = os.pipe()
        option = [f"{command[-1]}={writer}"] if command[-1].startswith("--") else [command[-1], str(writer)]
        self._spawn([*command[:-1], *option], passed=[writer])
        os.close(writer)
        with os.fdopen(reader) as answer:
            line = answer.readline().strip()
        assert line, f"{command[0]} did not start: {(self._directory / 'desktop.log').read_text()}"
        return line

    def _spawn(self, command: Sequence[str], passed: Sequence[int] = ()) -> None:
        with (self._directory / "desktop.log").open("ab") as log:
            subprocess.Popen(
                command,
                cwd=self._directory,
                env=self._environment,
                pass_fds=passed,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True)

    def _end_processes(self) -> None:
        ours = [process for process in psutil.process_iter() if self._is_ours(process)]
        for process in ours:
            with suppress(psutil.NoSuchProcess):  # it went when another did
                process.terminate()
        _, alive = psutil.wait_procs(ours, timeout=5)
        for process in alive:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(alive, timeout=5)
        self._runtime.cleanup()

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get("XDG_RUNTIME_DIR") == self._runtime.name
        except psutil.Error:  # gone, a zombie, or another user's
            return False
