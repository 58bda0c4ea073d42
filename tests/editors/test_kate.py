"""Kate with the very file that `editor-config/kate` tells people to install, driven by keys and mouse."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.editors.desktop import Desktop
from tests.editors.kate import Kate
from tests.editors.letter import LETTER

PICTURES = ROOT / "docs" / "pictures"


@pytest.fixture
def desktop(tmp_path: Path, home: dict[str, str]) -> Iterator[Desktop]:
    """A desktop of someone who has done what the README says."""
    configuration = tmp_path / "config" / "kate" / "lspclient"
    configuration.mkdir(parents=True)
    shutil.copy(ROOT / "editor-config" / "kate" / "settings.json", configuration)
    # the bar shows the folder, which is none that anyone wants to see in a picture
    (tmp_path / "config" / "katerc").write_text("[General]\nShow Url Nav Bar=false\n")
    with Desktop(home, tmp_path) as desktop:
        yield desktop


@pytest.fixture
def kate(desktop: Desktop, tmp_path: Path) -> Kate:
    """Kate with the letter open."""
    (tmp_path / "brief.md").write_text(LETTER)
    return Kate.open(desktop, "brief.md")


def test_kate_hover_shows_the_translation(kate: Kate, translation: str) -> None:
    kate.desktop.repeat_until(lambda: kate.point_at("Hund"), translation)
    kate.desktop.draw(PICTURES / "kate-hover.png")


def test_kate_completion_offers_near_words_and_puts_them_in(kate: Kate, tmp_path: Path) -> None:
    kate.put_cursor_behind("good")
    kate.desktop.repeat_until(lambda: kate.desktop.press("Escape", "ctrl+space"), "good → nice")
    kate.desktop.draw(PICTURES / "kate-completion.png")
    kate.desktop.press("Return", "ctrl+s")
    saved = tmp_path / "brief.md"
    kate.desktop.wait_for(lambda _: "This is a nice day." in saved.read_text())


def test_kate_replaces_a_line_by_its_translation(kate: Kate, translation: str) -> None:
    kate.desktop.repeat_until(lambda: kate.point_at("Hund"), translation)
    kate.put_cursor_behind("Hund")
    kate.choose_code_action("[refactor.rewrite] Replace the selection by its translation")
    kate.desktop.wait_for(lambda _: f" {translation}\n" in kate.text)
    assert "Männer" not in kate.text


def test_kate_replaces_a_selection_by_its_translation(kate: Kate, translation: str) -> None:
    kate.desktop.repeat_until(lambda: kate.point_at("Hund"), translation)
    kate.put_cursor_behind("Freien. ")
    kate.desktop.press("shift+End")
    kate.choose_code_action("[refactor.rewrite] Replace the selection by its translation")
    kate.desktop.wait_for(lambda _: f"Freien. {translation}\n" in kate.text)


def test_kate_knows_plain_text(desktop: Desktop, tmp_path: Path, translation: str) -> None:
    (tmp_path / "brief.txt").write_text(LETTER)
    kate = Kate.open(desktop, "brief.txt")
    desktop.repeat_until(lambda: kate.point_at("Hund"), translation)
