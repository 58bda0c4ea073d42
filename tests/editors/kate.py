"""Kate on a desktop: opens a document, finds places in it, and chooses from the menus."""

from typing import Self

from tests.editors.accessibility import Widget
from tests.editors.desktop import Desktop


class Kate:
    """A Kate that shows one document, and has the server running."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop

    @classmethod
    def open(cls, desktop: Desktop, document: str) -> Self:
        """Opens a document in Kate and lets it start the server, which Kate asks before it does so first."""
        question = "LSP server start requested"
        desktop.start("kate", document)
        desktop.wait_for(question)
        desktop.press("Return")
        desktop.wait_for(lambda text: question not in text)
        return cls(desktop)

    @property
    def text(self) -> str:
        """The document, as Kate shows it."""
        return self._page.words

    def point_at(self, words: str) -> None:
        """Moves the mouse over the first letter of words in the document."""
        page, offset = self._page, self._page.words.index(words)
        letter, origin = (self.desktop.box_of_character(page, place) for place in (offset, 0))
        # Kate counts the border beside its text twice when it is asked for a letter, and gives it no height.
        left = self.desktop.box(page).left + letter.left - origin.left
        self.desktop.point(left + letter.width // 4, letter.top + letter.width)

    def put_cursor_behind(self, words: str) -> None:
        """Clicks at words in the document and goes to their end."""
        self.point_at(words)
        self.desktop.click()
        self.desktop.press(*["Right"] * len(words))

    def choose_code_action(self, title: str) -> None:
        """Opens the menu of code actions and takes the one with this title, with its kind before it."""
        self.desktop.click_on("LSP Client")
        self.desktop.click_on("Code Action")
        self.desktop.click_on(title)

    @property
    def _page(self) -> Widget:
        pages = (widget for widget in self.desktop.widgets if widget.role == "text")
        return next(page for page in pages if page.words)
