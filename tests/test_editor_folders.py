"""Every folder of `editor-config` is a short page and files that work: what holds for all of them."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDERS = sorted(path for path in (ROOT / "editor-config").iterdir() if path.is_dir())

LINES = 30
"""So many at most has a page that is read on the way to something else."""

POINTS = {
    "how it is installed": "[Ii]nstall",
    "that a German text is opened": "Open a German text",
    "how the English of a word and its sentence is seen": "in English|the English of",
    "how words of similar meaning are had": "words of similar meaning",
    "how a selection is translated": "[Rr]eplace it by its English",
    "what to do when something is wrong": r"\*\*Trouble\?\*\*",
    "with which version it was tested, or that it was not": "[Tt]ested with|Not tried in",
}

pytestmark = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def page(folder: Path) -> str:
    return (folder / "README.md").read_text()


def test_the_page_is_short(folder: Path) -> None:
    assert len(page(folder).splitlines()) <= LINES


@pytest.mark.parametrize("point", POINTS)
def test_the_page_says(folder: Path, point: str) -> None:
    words = " ".join(page(folder).split())  # wherever a line breaks
    assert re.search(POINTS[point], words), f"The page of {folder.name} does not say {point}."


def test_the_files_that_the_page_names_are_there(folder: Path) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", page(folder))
    assert linked
    assert [name for name in linked if not (folder / name).exists()] == []
