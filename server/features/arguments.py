"""Reading what a client sends back to us: the arguments of commands, the data of code actions."""

from collections.abc import Mapping
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from server.engine import well_formed


def range_of(value: object) -> types.Range:
    """A range as the protocol writes it.

    Raises:
        JsonRpcInvalidParams: it is none.
    """
    if isinstance(value, types.Range):
        return value
    start, end = (_position(_at(value, name)) for name in ("start", "end"))
    return types.Range(start, end)


def text_of(value: object) -> str:
    """A text.

    Raises:
        JsonRpcInvalidParams: it is none.
    """
    if not isinstance(value, str):
        raise JsonRpcInvalidParams("A text was expected.")
    return value


def term_of(value: object) -> str:
    """A text that a file can hold, which half of a surrogate pair could not be in.

    Raises:
        JsonRpcInvalidParams: it is none.
    """
    return well_formed(text_of(value))


def _position(value: object) -> types.Position:
    line, character = (_at(value, name) for name in ("line", "character"))
    if not all(type(number) is int and 0 <= number < 2**31 for number in (line, character)):
        raise JsonRpcInvalidParams("A position was expected.")
    return types.Position(line, character)


def _at(value: object, name: str) -> Any:
    if not isinstance(value, Mapping) or name not in value:
        raise JsonRpcInvalidParams(f"“{name}” was expected.")
    return value[name]
