"""Emacs with eglot and lsp-mode, and the very files that `editor-config/emacs` tells people to install."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.editors.letter import LETTER, SENTENCE
from tests.editors.terminal import Terminal

PICTURES = ROOT / "docs" / "pictures"
CLIENTS = ("eglot", "lsp")
BACK = "\x02"
"""A step to the left: Emacs asks anew for what there is to know when the cursor has moved."""
BEFORE = "zwei junge Männer stehen im Freien. "
COMPLETE = "\x1b\t"
TRANSLATE_DOCUMENT = "\x1bxdolmetsch-translate-document\r"
TRANSLATE_SENTENCE = "\x1bxdolmetsch-translate-sentence\r"
TRANSLATE_REGION = "\x1bxdolmetsch-translate-region\r"

EARLY_INIT = "(setq native-comp-deferred-compilation nil)"
"""Or everything would be compiled anew for this new home."""
INIT = """\
(setq inhibit-startup-screen t)
(setq extended-command-suggest-shorter nil suggest-key-bindings nil)
(menu-bar-mode -1)
(load-theme 'modus-vivendi t)
(add-to-list 'load-path "~/.emacs.d/dolmetsch")
(require 'dolmetsch-{client})
"""


@contextmanager
def opened(directory: Path, home: dict[str, str], client: str, name: str = "brief.md") -> Iterator[Terminal]:
    """Emacs with the letter open and the server attached by one of the two clients."""
    settings, letters = directory / ".emacs.d", directory / "letters"
    shutil.copytree(ROOT / "editor-config" / "emacs", settings / "dolmetsch")
    (settings / "early-init.el").write_text(EARLY_INIT)
    (settings / "init.el").write_text(INIT.format(client=client))
    letters.mkdir()
    (letters / name).write_text(LETTER)
    with Terminal(["emacs", "-nw", name], home, letters) as terminal:
        if client == "lsp":
            terminal.wait_for("Import project root")
            terminal.type("i")
        terminal.wait_for("Connected!" if client == "eglot" else "initialized successfully")
        yield terminal


@pytest.fixture
def emacs(tmp_path: Path, home: dict[str, str], client: str, translation: str) -> Iterator[Terminal]:
    """Emacs with the letter open, and the cursor on the dog, whose hover is shown."""
    with opened(tmp_path, home, client) as terminal:
        terminal.type(behind("Strand"))
        terminal.repeat_until(BACK, translation)
        terminal.type(behind("Hund") + BACK)
        terminal.wait_for("Hund – ")
        yield terminal


def behind(words: str) -> str:
    """The keys that go behind words."""
    return f"\x1b<\x13{words}\r"


@pytest.mark.parametrize("client", CLIENTS)
def test_emacs_hover_shows_the_translation(emacs: Terminal, client: str, translation: str) -> None:
    assert translation in emacs.text
    emacs.settle()
    if client == "eglot":
        emacs.draw(PICTURES / "emacs-hover.png")


@pytest.mark.parametrize("client", CLIENTS)
def test_emacs_completion_puts_a_near_word_in_the_place_of_the_typed_one(emacs: Terminal) -> None:
    emacs.type(behind("good") + COMPLETE)
    emacs.wait_for("excellent")
    emacs.type("\x1bxswitch-to-completions\r\x13bad\r\r")
    emacs.wait_for("This is a bad day.")


@pytest.mark.parametrize("client", ["eglot"])
def test_emacs_shows_completions_below_the_word(emacs: Terminal) -> None:
    emacs.type("\x1bxcompany-mode\r" + behind("good"))
    emacs.type("\x1bxcompany-complete\r")
    emacs.wait_for("excellent")
    emacs.settle()
    emacs.draw(PICTURES / "emacs-completion.png")
    emacs.type("\x1bn\r")
    emacs.wait_for("This is a excellent day.")


@pytest.mark.parametrize("client", CLIENTS)
def test_emacs_replaces_a_sentence_by_code_action(emacs: Terminal, client: str, translation: str) -> None:
    emacs.type(f"\x1bx{'eglot-code-actions' if client == 'eglot' else 'lsp-execute-code-action'}\r")
    emacs.wait_for("action")
    emacs.type("\t")
    emacs.wait_for("Never translate “Hund”")
    emacs.settle()
    if client == "eglot":
        emacs.draw(PICTURES / "emacs-code-action.png")
    emacs.type("Replace the sen\t\r")
    emacs.wait_for(BEFORE + translation)


@pytest.mark.parametrize("client", CLIENTS)
def test_emacs_replaces_the_sentence_at_the_cursor_by_a_command(emacs: Terminal, translation: str) -> None:
    emacs.type(TRANSLATE_SENTENCE)
    emacs.wait_for(BEFORE + translation)


@pytest.mark.parametrize("client", CLIENTS)
def test_emacs_replaces_the_region_by_a_command(emacs: Terminal, translation: str) -> None:
    emacs.type(behind(BEFORE) + "\x00" + "\x05" + TRANSLATE_REGION)
    emacs.wait_for(BEFORE + translation)


@pytest.mark.parametrize("client", CLIENTS)
def test_emacs_opens_the_translated_document(emacs: Terminal, translation: str) -> None:
    emacs.type(TRANSLATE_DOCUMENT)
    screen = emacs.wait_for(lambda screen: "brief.en.md" in screen and SENTENCE not in screen)
    assert translation in screen
    assert "This is a good day." in screen


@pytest.mark.parametrize("name", ["brief.txt", "brief.rst", "brief.tex", "brief.org"])
def test_emacs_asks_the_server_about_every_kind_of_prose(
    name: str, tmp_path: Path, home: dict[str, str], translation: str
) -> None:
    with opened(tmp_path, home, "eglot", name) as terminal:
        terminal.type(behind("Strand"))
        terminal.repeat_until(BACK, translation)
