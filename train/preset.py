"""How a published configuration is read: a TOML file into a frozen dataclass, nothing unknown or missing.

The types at the top say what a setting may be; `train.settings` is written with them.
"""

import dataclasses
import difflib
import math
import tomllib
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from train.errors import TrainingError

PRESETS = Path(__file__).parent / "presets"

Settings = TypeVar("Settings")


@dataclass(frozen=True)
class Allowed:
    """Which values of its type a setting may have."""

    description: str
    """For the user, after “must be”."""
    includes: Callable[[Any], bool]


Count = Annotated[int, Allowed("1 or more", lambda value: value >= 1)]
Seed = Annotated[int, Allowed("from 0 to 2^63 - 1", lambda value: 0 <= value < 2**63)]
Positive = Annotated[float, Allowed("more than 0", lambda value: 0 < value < math.inf)]
Share = Annotated[float, Allowed("from 0 to 1", lambda value: 0 <= value <= 1)]
PositiveShare = Annotated[float, Allowed("more than 0 and at most 1", lambda value: 0 < value <= 1)]
ShareBelowOne = Annotated[float, Allowed("0 or more and less than 1", lambda value: 0 <= value < 1)]


def load(model: str, preset: str, settings: type[Settings], changes: Sequence[str] = ()) -> Settings:
    """The settings of `preset`, which is a name under `presets/<model>/` or the path of a TOML file.

    `changes` are `key=value` pairs, the value in TOML, that take the place of the preset's own.

    Raises:
        TrainingError: no such preset, not TOML, or a key unknown, missing, of the wrong type or out of range.
    """
    path = _path_of(model, preset)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TrainingError(f"The preset {path} cannot be read: {error}.") from error
    changed: dict[str, Any] = {}
    for change in changes:
        changed |= _parse_change(change)
    _check(settings, values, str(path))
    _check(settings, changed, "--set")
    return _build(settings, values | changed, path)


def names(model: str) -> list[str]:
    """The presets that come with Dolmetsch for one model."""
    return sorted(path.stem for path in (PRESETS / model).glob("*.toml"))


def _path_of(model: str, preset: str) -> Path:
    if preset in names(model):
        return PRESETS / model / f"{preset}.toml"
    if Path(preset).is_file():
        return Path(preset)
    raise TrainingError(
        f"There is no preset {preset} for {model}. Give a TOML file, or one of: {', '.join(names(model))}."
    )


def _parse_change(change: str) -> dict[str, Any]:
    key, equals, value = change.partition("=")
    if not equals:
        raise TrainingError(f"--set {change}: write it as key=value.")
    try:
        return {key.strip(): tomllib.loads(f"value = {value}")["value"]}
    except tomllib.TOMLDecodeError:
        return {key.strip(): value}


def _check(settings: type[Settings], values: dict[str, Any], where: str) -> None:
    """Refuses unknown keys and values that may not be; `where` they stand is what the user has to mend."""
    expected = typing.get_type_hints(settings)
    allowed = _allowed(settings)
    for key, value in values.items():
        if key not in expected:
            near = difflib.get_close_matches(key, expected, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" Known keys: {', '.join(sorted(expected))}."
            raise TrainingError(f"{where}: unknown key {key}.{hint}")
        if not _fits(value, expected[key]):
            wanted = getattr(expected[key], "__name__", str(expected[key]))
            raise TrainingError(f"{where}: {key} = {value!r} must be of type {wanted}.")
        if key in allowed and not allowed[key].includes(value):
            raise TrainingError(f"{where}: {key} = {value!r} must be {allowed[key].description}.")


def _allowed(settings: type[Settings]) -> dict[str, Allowed]:
    """What the types of the settings say beyond int, float or str, by key."""
    hints = typing.get_type_hints(settings, include_extras=True)
    return {
        key: rule
        for key, hint in hints.items()
        for rule in getattr(hint, "__metadata__", ())
        if isinstance(rule, Allowed)
    }


def _build(settings: type[Settings], values: dict[str, Any], path: Path) -> Settings:
    required = {
        entry.name
        for entry in dataclasses.fields(typing.cast("Any", settings))
        if entry.default is dataclasses.MISSING and entry.default_factory is dataclasses.MISSING
    }
    if missing := sorted(required - values.keys()):
        raise TrainingError(f"{path}: {', '.join(missing)} must be set.")
    try:
        return settings(**values)
    except ValueError as error:  # values that are well by themselves, but not together
        raise TrainingError(f"{path}: {error}.") from error


def _fits(value: object, wanted: object) -> bool:
    origin = typing.get_origin(wanted)
    if origin in (list, tuple):
        inner = typing.get_args(wanted)[0]
        return isinstance(value, list) and all(_fits(entry, inner) for entry in value)
    if origin is dict:
        inner = typing.get_args(wanted)[1]
        return isinstance(value, dict) and all(_fits(entry, inner) for entry in value.values())
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, typing.cast("type", wanted))
