"""What a reader sees of a piece of marked-up text on one line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from server.text.passage import Piece

ADDRESS = re.compile(
    r"(?:https?://|ftp://|file://|www\.)[^\s<>\"“”„]*[^\s<>\"“”„.,;:!?'’()\[\]*_]"  # https://example.org/a
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"  # name@example.org
)


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True)
class Inline:
    """The markup inside a line, as a pattern.

    Of what matches, the named groups say what is seen of it, the rest is markup:
      opaque…   code or an address
      shown…    text, which may have markup in it
      plain…    text as it stands
      written…  what stands for another text, which `reads` gives
    """

    pattern: re.Pattern[str]
    reads: Callable[[str], str] = _as_written

    def pieces(self, number: int, column: int, text: str) -> list[Piece]:
        """What a reader sees of `text`, which begins at `column` of line `number`."""
        found = []
        position = 0
        for match in self.pattern.finditer(text):
            found.append(Piece(number, column + position, text[position : match.start()]))
            position = match.end()
            for name, value in match.groupdict().items():
                if value:
                    found += self._seen(name, number, column + match.start(name), value)
        found.append(Piece(number, column + position, text[position:]))
        return found

    def _seen(self, name: str, number: int, column: int, text: str) -> Iterator[Piece]:
        if name.startswith("opaque"):
            yield Piece(number, column, text, opaque=True)
        elif name.startswith("plain"):
            yield Piece(number, column, text)
        elif name.startswith("written"):
            yield Piece(number, column, self.reads(text), width=len(text))
        elif name.startswith("shown"):
            yield from self.pieces(number, column, text)
