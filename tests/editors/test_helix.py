"""Helix with the very file that `editor-config/helix` tells people to install."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.editors.installation.helix import PROGRAM
from tests.editors.letter import LETTER
from tests.editors.terminal import Terminal

PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = ROOT / "editor-config" / "helix" / "languages.toml"
ESCAPE = "\x1b"
COMPLETE = "\x18"
HOVER, ACTIONS = " k", " a"


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    """Helix's directory of settings, with what people are told to put there."""
    directory = tmp_path / "config" / "helix"
    directory.mkdir(parents=True)
    shutil.copy(LANGUAGES, directory)
    return directory


@pytest.fixture
def helix(tmp_path: Path, configuration: Path, home: dict[str, str]) -> Iterator[Terminal]:
    """Helix with the letter open."""
    (tmp_path / "brief.md").write_text(LETTER)
    with Terminal([str(PROGRAM), "brief.md"], home, tmp_path) as terminal:
        terminal.wait_for("Ein Brief aus Bremen")
        yield terminal


def on(words: str) -> str:
    """The keys that select words; without Escape, which would make an Alt of the key behind it."""
    return f"gg/{words}\r"


def test_helix_hover_shows_the_translation(helix: Terminal, translation: str) -> None:
    screen = helix.repeat_until(on("Hund") + HOVER, "dog")
    helix.draw(PICTURES / "helix-hover.png")
    assert translation in screen


def test_helix_completion_puts_a_near_word_in_the_place_of_the_typed_one(helix: Terminal) -> None:
    helix.repeat_until(on("Hund") + HOVER, "dog")
    helix.type(on("good") + "a" + COMPLETE)
    helix.wait_for("excellent")
    helix.type("\x0e\x0e\r" + ESCAPE)
    helix.wait_for("This is a excellent day.")


def test_helix_replaces_the_sentence_under_the_cursor(helix: Terminal, translation: str) -> None:
    helix.repeat_until(on("Hund") + HOVER, "dog")
    helix.type(on("Hund") + ";" + ACTIONS)  # `;` leaves of the selection the character under the cursor
    screen = helix.wait_for("Replace the sentence by its translation")
    assert "the selection" not in screen
    helix.type("\r")
    helix.wait_for(f"zwei junge Männer stehen im Freien. {translation}")


def test_helix_replaces_the_selection(helix: Terminal, translation: str) -> None:
    helix.repeat_until(on("Hund") + HOVER, "dog")
    helix.type(on("zwei") + "x" + ACTIONS)
    helix.wait_for("Replace the selection by its translation")
    helix.type("\r")
    screen = helix.wait_for(lambda screen: "Hund" not in screen)
    assert "zwei" not in screen
    assert translation in screen


def test_helix_shows_the_english_behind_each_sentence(
    tmp_path: Path, configuration: Path, home: dict[str, str], translation: str
) -> None:
    (configuration / "config.toml").write_text("editor.lsp.display-inlay-hints = true\n")
    server = 'command = "dolmetsch"\n'
    hints = server + "config.dolmetsch.inlayHints.enabled = true\n"
    (configuration / "languages.toml").write_text(LANGUAGES.read_text().replace(server, hints))
    (tmp_path / "brief.md").write_text(LETTER.replace("zwei junge Männer stehen im Freien. ", ""))
    with Terminal([str(PROGRAM), "brief.md"], home, tmp_path) as terminal:
        # Helix asks for hints after a key, once there is a server
        assert "Ein Hund" in terminal.repeat_until("l", translation)


@pytest.mark.parametrize(
    "name", ["brief.txt", "brief.rst", "brief.tex", "brief.adoc", "brief.eml", "brief.org"]
)
def test_helix_asks_the_server_about_every_kind_of_prose(
    name: str, tmp_path: Path, configuration: Path, home: dict[str, str], translation: str
) -> None:
    (tmp_path / name).write_text(LETTER)
    with Terminal([str(PROGRAM), name], home, tmp_path) as terminal:
        assert translation in terminal.repeat_until(on("Hund") + HOVER, "dog")
