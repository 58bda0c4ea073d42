"""Visual Studio Code in a browser: a window on a folder, and what a person sees and does in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from tests.editors.code_server import CodeServer
from tests.editors.installation.chromium import CHROMIUM

FLAGS = [
    "--no-sandbox",  # root cannot have one; the only page that is shown is our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 920, 480
HOVER = ".monaco-hover:not(.hidden) .hover-contents"
COMPLETIONS = ".suggest-widget.visible .monaco-list-row"
QUICK_FIXES = ".action-widget .monaco-list-row.action"
SECONDS = 60.0
"""How long a person would wait for the editor to show something, on a slow machine."""

DOCUMENTS = """\
[...document.querySelectorAll(".view-lines")].map(lines =>
  [...lines.children]
    .sort((one, other) => one.offsetTop - other.offsetTop)
    .map(line => line.textContent)
    .join("")
    .replaceAll("\\u00a0", " ")
)
"""
"""The texts of the documents in view; a wrapped line has its space at the end of a row."""

PLACE_OF = """\
word => {
  for (const line of document.querySelectorAll(".editor-group-container.active .view-line")) {
    const at = line.textContent.replaceAll("\\u00a0", " ").indexOf(word);
    if (at < 0) continue;
    const nodes = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let passed = 0;
    for (let node = nodes.nextNode(); node; passed += node.length, node = nodes.nextNode()) {
      const start = at - passed, end = at + word.length - passed;
      if (0 <= start && start < node.length) range.setStart(node, start);
      if (0 < end && end <= node.length) range.setEnd(node, end);
    }
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return [left, right, (top + bottom) / 2];
  }
}
"""
"""Where a word stands on the screen: left, right and middle, in pixels."""


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """Debian's Chromium without a screen; its pages share a cache, so that the second window opens sooner."""
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
        browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}) as context,
    ):
        yield context


class Workbench:
    """A window of code-server on a folder; a context manager that closes it."""

    def __init__(self, chromium: BrowserContext, server: CodeServer, folder: Path) -> None:
        self._page = chromium.new_page()
        self._page.set_default_timeout(SECONDS * 1000)
        self._address = f"{server.address}?folder={folder}"

    def __enter__(self) -> Self:
        self._page.goto(self._address)
        self.wait_for(self._page.locator(".explorer-folders-view .monaco-list-row"))
        self._page.keyboard.press("Control+b")  # closes the side bar: more room for the text
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._page.goto("about:blank")  # lets the window say goodbye, so that its extensions end
        self._page.close()

    @property
    def screen(self) -> str:
        """All text on the screen."""
        return self._page.locator("body").inner_text()

    def saved(self, name: str) -> Locator:
        """The tab of an open document with nothing left to save."""
        return self._page.locator(".tab:not(.dirty)", has_text=name)

    def status(self, text: str) -> Locator:
        """The item of the status bar that says so, to a screen reader too."""
        return self._page.locator(".part.statusbar").get_by_label(text, exact=True)

    def message(self, text: str) -> Locator:
        """The message in the corner that says so."""
        return self._page.locator(".notification-toast", has_text=text)

    def open(self, name: str) -> None:
        """Opens a file of the folder by its name."""
        self.press("Control+p")
        self._pick(name)
        self.wait_for(self.saved(name))

    def run(self, title: str) -> None:
        """Runs a command by its title in the command palette."""
        self.press("F1")
        self._pick(title)

    def put_cursor_behind(self, word: str) -> None:
        """Clicks behind the first occurrence of a word."""
        _, right, middle = self._place(word)
        self._page.mouse.click(right, middle)

    def press(self, keys: str) -> None:
        """Presses keys together, for instance `Control+Space`."""
        self._page.keyboard.press(keys)

    def type(self, text: str) -> None:
        """Types a text, a key at a time."""
        self._page.keyboard.type(text)

    def hover(self, word: str) -> str:
        """What is shown when the mouse comes to rest on the first occurrence of a word."""
        self.point_at(word)
        return self.wait_for(self._page.locator(HOVER)).inner_text()

    def point_at(self, word: str) -> None:
        """Moves the mouse onto the first occurrence of a word."""
        left, right, middle = self._place(word)
        self._page.mouse.move(right + 100, middle + 100)  # a mouse that does not move brings up no hover
        self._page.mouse.move((left + right) / 2, middle, steps=4)

    def complete(self) -> list[str]:
        """What is offered at the cursor, best first, as far as the list shows it at once."""
        self.press("Control+Space")
        rows = self._page.locator(COMPLETIONS)
        self.wait_for(rows)
        return [label.split("\n")[0] for label in rows.all_inner_texts()]

    def quick_fixes(self) -> list[str]:
        """What the quick-fix menu offers at the cursor; leaves the menu open."""
        self.press("Control+.")
        rows = self._page.locator(QUICK_FIXES)
        self.wait_for(rows)
        return rows.all_inner_texts()

    def choose(self, title: str) -> None:
        """Takes a row of the open quick-fix menu, by keys as the menu ignores a quick click."""
        rows = self._page.locator(QUICK_FIXES)
        for _ in range(rows.count()):
            if rows.and_(self._page.locator(".focused")).inner_text() == title:
                self.press("Enter")
                self.wait_until_gone(rows)
                return
            self.press("ArrowDown")
        raise AssertionError(f"The menu has no {title!r}; the screen was:\n{self.screen}")

    def tick(self, setting: str) -> None:
        """Ticks the box of a setting in the settings' own editor, and closes that."""
        self.run("Preferences: Open Settings (UI)")
        settings = self._page.locator(".settings-editor")
        self.wait_for(settings.locator(".search-container .monaco-editor.focused"))
        self.type(setting)
        box = settings.get_by_role("checkbox", name=setting, exact=True)
        self.wait_for(box).click()
        self.wait_for(box.and_(settings.get_by_role("checkbox", checked=True)))
        self.run("View: Close Editor")

    def answer(self, message: str, button: str) -> None:
        """Clicks a button of a message in the corner."""
        self.wait_for(self.message(message).get_by_role("button", name=button)).click()

    def wait_for(self, what: Locator, seconds: float = SECONDS) -> Locator:
        """The first of these things, once it is seen.

        Raises:
            AssertionError: it is not seen in time; the message shows the text on the screen.
        """
        return self._wait(what, "visible", seconds)

    def wait_until_gone(self, what: Locator, seconds: float = SECONDS) -> None:
        """Returns when none of these things is seen any more.

        Raises:
            AssertionError: one still is; the message shows the text on the screen.
        """
        self._wait(what, "hidden", seconds)

    def wait_for_text(self, text: str) -> None:
        """Returns when a text is seen in an open document, wrapped or not; hints in a document belong to it.

        Raises:
            AssertionError: it is not seen in time; the message shows the text on the screen.
        """
        self._wait_until(f"text => ({DOCUMENTS}).some(document => document.includes(text))", text)

    def wait_until_text_gone(self, text: str) -> None:
        """Returns when a text is seen in no open document any more.

        Raises:
            AssertionError: it still is; the message shows the text on the screen.
        """
        self._wait_until(f"text => !({DOCUMENTS}).some(document => document.includes(text))", text)

    def draw(self, path: Path) -> None:
        """Keeps a picture of the screen as a small PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._page.screenshot(path=path, animations="disabled")  # finished, so that nothing is half faded in
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)

    def _pick(self, text: str) -> None:
        box = self._page.locator(".quick-input-widget")
        self.wait_for(box.locator("input:focus"))
        self.type(text)
        self.wait_for(box.locator(".monaco-list-row").get_by_text(text, exact=True)).click()
        self.wait_until_gone(box)

    def _place(self, word: str) -> tuple[float, float, float]:
        return tuple(self._wait_until(PLACE_OF, word))

    def _wait(self, what: Locator, state: Literal["visible", "hidden"], seconds: float) -> Locator:
        try:
            what.first.wait_for(state=state, timeout=seconds * 1000)
        except NotInTime:
            raise AssertionError(
                f"{what} was not {state} within {seconds} s; the screen was:\n{self.screen}"
            ) from None
        return what.first

    def _wait_until(self, script: str, text: str) -> Any:
        try:
            return self._page.wait_for_function(script, arg=text).json_value()
        except NotInTime:
            raise AssertionError(f"Waited {SECONDS} s for {text!r}; the screen was:\n{self.screen}") from None
