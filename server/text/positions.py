"""How many code units of the client's encoding a piece of a line takes, and back.

The protocol counts columns in the units of a negotiated encoding; Python counts code points.
"""

import re
from collections.abc import Callable

from lsprotocol.types import PositionEncodingKind

Encoding = PositionEncodingKind

_WIDER_THAN_ONE_UNIT = {
    Encoding.Utf8: re.compile(r"[^\x00-\x7f]"),
    Encoding.Utf16: re.compile(r"[\U00010000-\U0010ffff]"),
    Encoding.Utf32: re.compile(r"(?!)"),
}


def units_before(line: str, column: int, encoding: Encoding) -> int:
    """How many code units the first `column` code points of `line` take."""
    surplus = _surplus(encoding)
    wide = _WIDER_THAN_ONE_UNIT[encoding]
    return min(column, len(line)) + sum(surplus(match[0]) for match in wide.finditer(line, 0, column))


def column_at(line: str, units: int, encoding: Encoding) -> int:
    """The code-point column that `units` code units lead to.

    A position inside a character is the one before it, and one past the end of the line is its end.
    """
    surplus = _surplus(encoding)
    passed = 0
    for match in _WIDER_THAN_ONE_UNIT[encoding].finditer(line):
        if match.start() + passed >= units:
            break
        extra = surplus(match[0])
        if match.start() + passed + extra >= units:
            return match.start()
        passed += extra
    return min(max(units - passed, 0), len(line))


def _surplus(encoding: Encoding) -> Callable[[str], int]:
    """How many units more than one a character takes."""
    return _surplus_in_utf8 if encoding == Encoding.Utf8 else _surplus_in_utf16


def _surplus_in_utf8(character: str) -> int:
    code = ord(character)
    return (code >= 0x80) + (code >= 0x800) + (code >= 0x10000)


def _surplus_in_utf16(character: str) -> int:
    return int(ord(character) >= 0x10000)
