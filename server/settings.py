"""What the user can set under `dolmetsch`; wrong values are reported and their defaults used."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_args, get_type_hints

SECTION = "dolmetsch"


@dataclass(frozen=True)
class HoverSettings:
    enabled: bool = field(default=True, metadata={"description": "Show the English of German text."})


@dataclass(frozen=True)
class CompletionSettings:
    enabled: bool = field(default=True, metadata={"description": "Offer words of similar meaning."})
    count: int = field(
        default=10,
        metadata={
            "description": "How many words to offer; behind a whole word five more, which go on from it.",
            "minimum": 1,
            "maximum": 100,
        },
    )
    show_typed_word: bool = field(
        default=False,
        metadata={
            "description": "Show a near word as “good → nice”, for editors that hide what does not begin "
            "like the typed word (Kate)."
        },
    )


@dataclass(frozen=True)
class InlayHintsSettings:
    enabled: bool = field(
        default=False, metadata={"description": "Show the English at the end of each German sentence."}
    )


@dataclass(frozen=True)
class Settings:
    """All settings, by the names they have in a client, in snake case."""

    model: str | None = field(
        default=None,
        metadata={"description": "A model's name (default, lab) or directory; empty for the best there is."},
    )
    hover: HoverSettings = field(default_factory=HoverSettings)
    completion: CompletionSettings = field(default_factory=CompletionSettings)
    inlay_hints: InlayHintsSettings = field(default_factory=InlayHintsSettings)

    @classmethod
    def read(cls, content: object) -> "tuple[Settings, list[str]]":
        """The settings in what a client sent (the section, or what holds it), and what is wrong there."""
        if isinstance(content, Mapping) and isinstance(content.get(SECTION), Mapping):
            content = content[SECTION]
        problems: list[str] = []
        return _read(cls, content, SECTION, problems), problems

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """All settings as a JSON schema, by their full names: VS Code's `contributes.configuration`."""
        return {"title": "Dolmetsch", "type": "object", "properties": dict(_properties(cls, SECTION))}


def _properties(kind: type[Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    hints = get_type_hints(kind)
    for entry in fields(kind):
        name = f"{path}.{_camel_case(entry.name)}"
        expected = hints[entry.name]
        if hasattr(expected, "__dataclass_fields__"):
            yield from _properties(expected, name)
            continue
        types = [_SCHEMA_TYPES[member] for member in get_args(expected) or (expected,)]
        yield (
            name,
            {"type": types[0] if len(types) == 1 else types, "default": entry.default, **entry.metadata},
        )


def _read(kind: type[Any], content: object, path: str, problems: list[str]) -> Any:
    if content is None:
        return kind()
    if not isinstance(content, Mapping):
        problems.append(f"{path} must be an object; the defaults are used.")
        return kind()
    hints = get_type_hints(kind)
    known = {_camel_case(entry.name): entry for entry in fields(kind)}
    values = {}
    for name, value in content.items():
        if name not in known:
            problems.append(f"{path}.{name} is not a setting; it is passed over.")
            continue
        entry = known[name]
        expected = hints[entry.name]
        if hasattr(expected, "__dataclass_fields__"):
            values[entry.name] = _read(expected, value, f"{path}.{name}", problems)
        elif problem := _problem(value, expected, entry.metadata):
            problems.append(f"{path}.{name} {problem}; the default is used.")
        elif value is not None:
            values[entry.name] = value
    return kind(**values)


def _problem(value: object, expected: Any, limits: Mapping[str, Any]) -> str | None:
    """What is wrong with one value. null stands for the default everywhere."""
    kinds = [kind for kind in get_args(expected) or (expected,) if kind is not type(None)]
    if value is None:
        return None
    # in Python a bool is an int, in JSON it is not
    if type(value) not in kinds:
        return f"must be {' or '.join(_JSON_NAMES[kind] for kind in kinds)}"
    low, high = limits.get("minimum"), limits.get("maximum")
    if low is not None and high is not None and not low <= value <= high:
        return f"must be from {low} to {high}"
    return None


_SCHEMA_TYPES = {bool: "boolean", int: "integer", str: "string", type(None): "null"}
_JSON_NAMES = {bool: "true or false", int: "a whole number", str: "a string"}


def _camel_case(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
