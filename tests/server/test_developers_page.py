"""Whether the page for developers and its picture name files that are there."""

import re

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
PICTURE = (ROOT / "docs" / "pictures" / "journey-of-a-hover.svg").read_text(encoding="utf-8")


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:server|models|tests)/[\w/.]*)`", PAGE) + re.findall(r"\]\(([\w./-]+)", PAGE)
    assert len(named) > 30
    missing = [name for name in named if not ((ROOT / name).exists() or (ROOT / "docs" / name).exists())]
    assert missing == []


def test_every_file_that_the_picture_names_is_there() -> None:
    names = re.findall(r"[\w/]+\.py", PICTURE)
    assert len(names) > 10
    places = (ROOT, ROOT / "server", ROOT / "server" / "text")
    assert [name for name in names if not any((place / name).exists() for place in places)] == []
