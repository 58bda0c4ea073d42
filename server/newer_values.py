"""Values that a client of a newer protocol may send: an unknown one is left out, and the message is read."""

import enum
import types
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

if TYPE_CHECKING:
    from cattrs import Converter


def leave_out_unknown_values(converter: "Converter") -> None:
    """Makes a converter skip unknown values in lists of values, and where a value may be missing.

    Each client lists what it knows (symbols, formats), and next year's list is longer than ours. What has to
    be there, and what has the wrong type, is refused as before.
    """
    converter.register_structure_hook_func(_is_list_of_values, _known_ones)
    converter.register_structure_hook_func(_is_optional_value, _known_one)


def _known_ones(content: Any, kind: Any) -> list[enum.Enum]:
    [values] = get_args(kind)
    if not isinstance(content, list):
        raise TypeError(f"not a list of {values.__name__}")
    return [values(one) for one in content if _is_among(one, values)]


def _known_one(content: Any, kind: Any) -> enum.Enum | None:
    values = _value_type(kind)
    return values(content) if content is not None and _is_among(content, values) else None


def _is_among(content: Any, values: type[enum.Enum]) -> bool:
    """Whether it is one of the values.

    Raises:
        TypeError: it could not be one in any version of the protocol.
    """
    if type(content) not in {type(value.value) for value in values}:
        raise TypeError(f"no {values.__name__}")
    return content in values._value2member_map_


def _is_list_of_values(kind: Any) -> bool:
    return get_origin(kind) is Sequence and _is_value_type(get_args(kind)[0])


def _is_optional_value(kind: Any) -> bool:
    if get_origin(kind) not in (Union, types.UnionType):
        return False
    arguments = get_args(kind)
    return len(arguments) == 2 and types.NoneType in arguments and _is_value_type(_value_type(kind))


def _value_type(kind: Any) -> Any:
    return next(argument for argument in get_args(kind) if argument is not types.NoneType)


def _is_value_type(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, enum.Enum)
