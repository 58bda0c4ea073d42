"""Whether the page for users names what there is."""

import re

from server.features import command
from server.settings import Settings
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")


def test_it_names_every_setting_with_its_default() -> None:
    properties = Settings.schema()["properties"]
    table = dict(re.findall(r"^\| `((?!dolmetsch)[\w.]+)` \| `(\w+)` \|", PAGE, re.MULTILINE))
    defaults = {True: "true", False: "false", None: "null"}
    assert table == {
        name.removeprefix("dolmetsch."): defaults.get(entry["default"], str(entry["default"]))
        for name, entry in properties.items()
    }


def test_it_names_every_command() -> None:
    names = {
        value
        for name, value in vars(command).items()
        if name.isupper() and str(value).startswith("dolmetsch.")
    }
    assert set(re.findall(r"^\| `(dolmetsch\.\w+)`", PAGE, re.MULTILINE)) == names
