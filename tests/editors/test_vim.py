"""Vim 9 with the very file that `editor-config/vim` tells people to install."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.editors.letter import LETTER
from tests.editors.terminal import Terminal

PICTURES = ROOT / "docs" / "pictures"
ESCAPE = "\x1b"
OMNI_COMPLETION = "\x18\x0f"

VIMRC = """\
set nocompatible encoding=utf-8 termguicolors background=dark laststatus=2 noswapfile viminfo= nohlsearch
set statusline=\\ %f completeopt=menuone,noinsert
filetype plugin on
syntax on
colorscheme habamax
" the terminal in memory does not know the questions that Vim asks xterm
set keyprotocol= t_RV= t_u7= t_RK= t_TI= t_TE= t_ut=
"""


@pytest.fixture
def vim(tmp_path: Path, home: dict[str, str]) -> Iterator[Terminal]:
    """Vim with the letter open."""
    plugins = tmp_path / ".vim" / "plugin"
    plugins.mkdir(parents=True)
    shutil.copy(ROOT / "editor-config" / "vim" / "dolmetsch.vim", plugins)
    (tmp_path / ".vimrc").write_text(VIMRC)
    (tmp_path / "brief.md").write_text(LETTER)
    with Terminal(["vim.basic", "brief.md"], home, tmp_path) as terminal:  # `vim` may be Neovim
        terminal.wait_for("Strand.")
        yield terminal


def test_vim_hover_shows_the_translation(vim: Terminal, translation: str) -> None:
    screen = vim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    vim.draw(PICTURES / "vim-hover.png")
    assert translation in screen


def test_vim_completion_offers_near_words(vim: Terminal) -> None:
    screen = vim.repeat_until(ESCAPE + "gg/good\r" + "ea" + OMNI_COMPLETION, "excellent")
    vim.draw(PICTURES / "vim-completion.png")
    assert "This is a good day" in screen


def test_vim_tells_the_server_what_is_typed(vim: Terminal) -> None:
    vim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    vim.type(ESCAPE + "gg/good\r" + "cwsmall" + OMNI_COMPLETION)
    vim.wait_for("near “small”")
    vim.type("\r")
    screen = vim.wait_for(lambda screen: "near" not in screen)
    assert "This is a " in screen
    assert " small " not in screen


def test_vim_goes_on_when_a_text_is_read_again(vim: Terminal) -> None:
    vim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    vim.type(ESCAPE + ":e!\r" + "gg")
    vim.wait_for(lambda screen: "dog" not in screen)
    vim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")


@pytest.mark.parametrize("keys", ["K", "gra"])
def test_vim_says_that_there_is_no_german(vim: Terminal, keys: str) -> None:
    vim.repeat_until(ESCAPE + "gg/good\r" + keys, "Dolmetsch: there is no German here.")


@pytest.mark.parametrize(
    ("what", "keys"), [("sentence", "gg/Hund\rgra"), ("selection", "gg/Ein Hund\rvg_gra")]
)
def test_vim_replaces_german_by_its_translation(
    vim: Terminal, translation: str, what: str, keys: str
) -> None:
    vim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    vim.type(ESCAPE + keys)
    vim.wait_for(f"Replace the {what} by its translation")
    vim.type("\r")
    screen = vim.wait_for(lambda screen: "Hund läuft" not in screen)
    assert f"zwei junge Männer stehen im Freien. {translation}\n" in screen


def test_vim_inserts_a_translation_below_the_paragraph(vim: Terminal, translation: str) -> None:
    vim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    vim.type(ESCAPE + "gg/Hund\r" + "gra")
    vim.wait_for("Insert the translation of the sentence below")
    vim.type("j\r")
    screen = vim.wait_for(f"> {translation}")
    assert "Ein Hund läuft am Strand." in screen
