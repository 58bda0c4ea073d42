"""What of the client's settings is taken, and what is reported."""

import pytest

from server.settings import CompletionSettings, HoverSettings, Settings


@pytest.mark.parametrize("content", [None, {}, {"dolmetsch": {}}])
def test_without_settings_the_defaults_hold(content: object) -> None:
    assert Settings.read(content) == (Settings(), [])


@pytest.mark.parametrize(
    "wrap", [lambda content: content, lambda content: {"dolmetsch": content, "other": 1}]
)
def test_the_section_or_what_holds_it_is_read(wrap) -> None:  # type: ignore[no-untyped-def]
    settings, problems = Settings.read(
        wrap({"model": "lab", "hover": {"enabled": False}, "completion": {"count": 3}})
    )
    assert settings == Settings("lab", HoverSettings(enabled=False), CompletionSettings(count=3))
    assert problems == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (5, "dolmetsch must be an object"),
        ({"model": 5}, "dolmetsch.model must be a string"),
        ({"hover": True}, "dolmetsch.hover must be an object"),
        ({"hover": {"enabled": "yes"}}, "dolmetsch.hover.enabled must be true or false"),
        ({"completion": {"count": True}}, "dolmetsch.completion.count must be a whole number"),
        ({"completion": {"count": 0}}, "dolmetsch.completion.count must be from 1 to 100"),
        ({"hovr": {}}, "dolmetsch.hovr is not a setting"),
    ],
)
def test_a_wrong_value_is_reported_and_its_default_used(content: object, problem: str) -> None:
    settings, problems = Settings.read(content)
    assert settings == Settings()
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_one_wrong_value_leaves_the_others() -> None:
    settings, problems = Settings.read({"completion": {"count": "many", "enabled": False}})
    assert settings.completion == CompletionSettings(enabled=False)
    assert len(problems) == 1


def test_null_stands_for_the_default() -> None:
    assert Settings.read({"model": None, "hover": None, "completion": {"count": None}}) == (Settings(), [])


def test_the_schema_describes_every_setting_with_its_default() -> None:
    properties = Settings.schema()["properties"]
    assert properties["dolmetsch.hover.enabled"] == {
        "type": "boolean",
        "default": True,
        "description": "Show the English of German text.",
    }
    assert properties["dolmetsch.model"]["type"] == ["string", "null"]
    assert properties["dolmetsch.completion.count"]["maximum"] == 100
    assert properties["dolmetsch.inlayHints.enabled"]["default"] is False
    assert all(entry["description"].endswith(".") for entry in properties.values())


def test_the_defaults_of_the_schema_are_settings_without_problems() -> None:
    content: dict[str, object] = {}
    for name, entry in Settings.schema()["properties"].items():
        section = content
        *path, last = name.split(".")
        for part in path:
            section = section.setdefault(part, {})  # type: ignore[assignment]
        section[last] = entry["default"]
    assert Settings.read(content) == (Settings(), [])
