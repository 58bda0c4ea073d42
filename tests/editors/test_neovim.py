"""Neovim 0.11 and 0.7 with the very files that `editor-config/neovim` tells people to install."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.editors.conftest import BIN
from tests.editors.letter import LETTER
from tests.editors.terminal import Terminal

PICTURES = ROOT / "docs" / "pictures"
ESCAPE = "\x1b"
OMNI_COMPLETION = "\x18\x0f"

INIT = """\
vim.lsp.enable("dolmetsch")
vim.opt.shadafile = "NONE"
vim.opt.swapfile = false
vim.opt.laststatus = 2
vim.opt.hlsearch = false
vim.opt.completeopt = { "menuone", "noinsert" }
vim.opt.statusline = " %f  %{luaeval('#vim.lsp.get_clients()')} language server"
vim.api.nvim_create_autocmd("LspAttach", { command = "redrawstatus" })
"""

OLD_INIT = """\
set shadafile=NONE noswapfile laststatus=2 nohlsearch completeopt=menuone,noinsert
set statusline=\\ %f\\ %{luaeval('#vim.lsp.buf_get_clients()')}\\ language\\ server
autocmd CursorHold * redrawstatus
"""


@pytest.fixture
def neovim(tmp_path: Path, home: dict[str, str]) -> Iterator[Terminal]:
    """Neovim with the letter open and the server attached."""
    with opened(tmp_path, home, INIT) as terminal:
        yield terminal


@contextmanager
def opened(tmp_path: Path, home: dict[str, str], init: str) -> Iterator[Terminal]:
    configuration = tmp_path / "config" / "nvim"
    (configuration / "lsp").mkdir(parents=True)
    shutil.copy(ROOT / "editor-config" / "neovim" / "dolmetsch.lua", configuration / "lsp")
    (configuration / "init.lua").write_text(init)
    (tmp_path / "brief.md").write_text(LETTER)
    with Terminal([str(BIN / "nvim"), "brief.md"], home, tmp_path) as terminal:
        terminal.wait_for("1 language server")
        yield terminal


def test_neovim_hover_shows_the_translation(neovim: Terminal, translation: str) -> None:
    screen = neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    neovim.draw(PICTURES / "neovim-hover.png")
    assert translation in screen


def test_neovim_completion_offers_near_words(neovim: Terminal) -> None:
    complete = ESCAPE + "gg/good\r" + "ea" + OMNI_COMPLETION
    screen = neovim.repeat_until(complete, "excellent")
    neovim.draw(PICTURES / "neovim-completion.png")
    assert "This is a good day" in screen


def chosen(action: str) -> str:
    """The keys that carry out a code action on the dog, once the models are loaded."""
    select = f"function(action) return vim.startswith(action.title, {action!r}) end"
    return ESCAPE + f"gg/Hund\r:lua vim.lsp.buf.code_action({{ filter = {select}, apply = true }})\r"


def test_neovim_shows_what_can_be_done_with_a_sentence(neovim: Terminal, translation: str) -> None:
    neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    neovim.type(ESCAPE + ESCAPE + "gg/Hund\r" + "gra")
    neovim.wait_for("Type number and <Enter>")
    neovim.settle()
    neovim.draw(PICTURES / "neovim-code-action.png")
    neovim.type("1\r")
    neovim.wait_for(f"zwei junge Männer stehen im Freien. {translation}")


def test_neovim_replaces_a_sentence_by_its_translation(neovim: Terminal) -> None:
    neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    neovim.type(ESCAPE + ESCAPE + chosen("Replace the sentence"))
    screen = neovim.wait_for(lambda screen: "Hund" not in screen and "dog" in screen)
    assert "zwei junge Männer stehen im Freien. A dog " in screen


def test_neovim_inserts_a_translation_below_the_paragraph(neovim: Terminal) -> None:
    neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    neovim.type(ESCAPE + ESCAPE + chosen("Insert the translation"))
    screen = neovim.wait_for("> A dog")
    assert "Ein Hund läuft am Strand." in screen


def test_neovim_opens_the_translated_document_beside_the_letter(neovim: Terminal) -> None:
    neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    arguments = "{ command = 'dolmetsch.translateDocument', arguments = { vim.uri_from_bufnr(0) } }"
    neovim.type(ESCAPE + ESCAPE + f":lua vim.lsp.get_clients()[1]:exec_cmd({arguments})\r")
    screen = neovim.wait_for("brief.en.md")
    screen = neovim.wait_for(lambda screen: "This is a good day." in screen and "Hund" not in screen)
    assert "A dog " in screen


def test_neovim_shows_the_english_behind_each_sentence(neovim: Terminal) -> None:
    neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    settings = "{ dolmetsch = { inlayHints = { enabled = true } } }"
    changed = "workspace/didChangeConfiguration"
    neovim.type(
        ESCAPE + ESCAPE + "gg:lua vim.lsp.inlay_hint.enable() local client = vim.lsp.get_clients()[1] "
        f"client.settings = {settings} client:notify({changed!r}, {{ settings = client.settings }})\r"
    )
    assert "Ein Hund" in neovim.wait_for(" A dog ")
    neovim.type(":\r")  # an empty command, so that the long one does not stand in the picture
    neovim.settle()
    neovim.draw(PICTURES / "neovim-inlay-hints.png")


@pytest.fixture
def old_neovim(tmp_path: Path, home: dict[str, str]) -> Iterator[Terminal]:
    """Neovim 0.7 with the letter open and the server attached."""
    plugins = tmp_path / "config" / "nvim" / "plugin"
    plugins.mkdir(parents=True)
    shutil.copy(ROOT / "editor-config" / "neovim" / "dolmetsch-before-0.11.lua", plugins / "dolmetsch.lua")
    (tmp_path / "config" / "nvim" / "init.vim").write_text(OLD_INIT)
    (tmp_path / "brief.md").write_text(LETTER)
    with Terminal(["/usr/bin/nvim", "brief.md"], home, tmp_path) as terminal:
        terminal.wait_for("1 language server")
        yield terminal


def test_an_old_neovim_shows_the_translation_and_how_a_word_goes_on(
    old_neovim: Terminal, translation: str
) -> None:
    assert translation in old_neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    # near words are not there: it leaves out what does not begin like the typed word
    old_neovim.repeat_until(ESCAPE + "gg/good\r" + "ea" + OMNI_COMPLETION, "good-natured")


def test_an_old_neovim_replaces_a_sentence(old_neovim: Terminal, translation: str) -> None:
    old_neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
    old_neovim.type(ESCAPE + ESCAPE + "gg/Hund\r" + "gra")
    old_neovim.wait_for("Type number and <Enter>")
    old_neovim.type("1\r")
    old_neovim.wait_for(f"zwei junge Männer stehen im Freien. {translation}")


def test_neovim_offers_words_while_one_is_typed_as_its_page_says(
    tmp_path: Path, home: dict[str, str]
) -> None:
    page = (ROOT / "editor-config" / "neovim" / "README.md").read_text()
    [snippet] = [
        block for block in re.findall(r"```lua\n(.*?)```", page, re.DOTALL) if "autotrigger" in block
    ]
    with opened(tmp_path, home, snippet + INIT) as neovim:
        neovim.repeat_until(ESCAPE + "gg/Hund\r" + "K", "dog")
        neovim.type(ESCAPE + ESCAPE + "gg/day\r" + "ciwday and excell")
        neovim.wait_for("excellence")
