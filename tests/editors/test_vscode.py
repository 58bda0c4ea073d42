"""Visual Studio Code with the extension that `make extension` builds, in code-server and Chromium."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.conftest import ROOT
from tests.editors.code_server import CodeServer
from tests.editors.conftest import environment_of
from tests.editors.letter import LETTER, SENTENCE
from tests.editors.vscode import Workbench, chromium

PICTURES = ROOT / "docs" / "pictures"
READY = "Dolmetsch: ready"


@pytest.fixture(scope="session")
def extension() -> Path:
    """The newest extension that was built."""
    built = sorted((ROOT / "dist").glob("*.vsix"), key=lambda file: file.stat().st_mtime)
    assert built, "There is no extension in dist/; run `make extension`."
    return built[-1]


@pytest.fixture(scope="session")
def browser() -> Iterator[BrowserContext]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def code_server(tmp_path_factory: pytest.TempPathFactory, extension: Path) -> Iterator[CodeServer]:
    """code-server with the extension, for a user who has `dolmetsch` on the path."""
    directory = tmp_path_factory.mktemp("vscode")
    with CodeServer(extension, directory, environment_of(directory)) as server:
        yield server


@pytest.fixture
def vscode(browser: BrowserContext, code_server: CodeServer, tmp_path: Path) -> Iterator[Workbench]:
    """A window with the letter open and the server ready."""
    code_server.restore_settings()
    (tmp_path / "brief.md").write_text(LETTER)
    with Workbench(browser, code_server, tmp_path) as workbench:
        workbench.open("brief.md")
        workbench.wait_for(workbench.status(READY))
        yield workbench


def test_vscode_hover_shows_the_translation(vscode: Workbench, translation: str) -> None:
    shown = vscode.hover("Hund")
    vscode.draw(PICTURES / "vscode-hover.png")
    assert translation in shown


def test_vscode_completion_offers_near_words(vscode: Workbench) -> None:
    vscode.put_cursor_behind("good")
    offered = vscode.complete()
    vscode.draw(PICTURES / "vscode-completion.png")
    assert "excellent" in offered


def test_vscode_replaces_a_sentence_by_its_translation(vscode: Workbench, translation: str) -> None:
    vscode.put_cursor_behind("Hund")
    offered = vscode.quick_fixes()
    vscode.draw(PICTURES / "vscode-code-action.png")
    assert "Insert the translation of the sentence below" in offered
    vscode.choose("Replace the sentence by its translation")
    vscode.wait_for_text(f"zwei junge Männer stehen im Freien. {translation}")


def test_vscode_translates_the_sentence_at_the_cursor_by_command(vscode: Workbench, translation: str) -> None:
    vscode.put_cursor_behind("Hund")
    vscode.run("Dolmetsch: Translate Selection or Sentence")
    vscode.wait_for_text(f"zwei junge Männer stehen im Freien. {translation}")


def test_vscode_opens_the_translated_document_beside_the_letter(
    vscode: Workbench, translation: str, tmp_path: Path
) -> None:
    vscode.run("Dolmetsch: Translate Document")
    vscode.wait_for_text(translation)
    vscode.wait_for_text(SENTENCE)
    vscode.wait_for(vscode.saved("brief.en.md"))
    assert translation in (tmp_path / "brief.en.md").read_text()


def test_vscode_shows_the_english_behind_each_sentence_once_that_is_ticked(
    vscode: Workbench, translation: str
) -> None:
    vscode.tick("dolmetsch.inlayHints.enabled")
    vscode.wait_for_text(translation)
    vscode.draw(PICTURES / "vscode-inlay-hints.png")


def test_vscode_follows_the_settings_of_a_folder(vscode: Workbench, translation: str, tmp_path: Path) -> None:
    settings = tmp_path / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"dolmetsch.inlayHints.enabled": True}))
    vscode.wait_for_text(translation)
    settings.write_text(json.dumps({"dolmetsch.inlayHints.enabled": False}))
    vscode.wait_until_text_gone(translation)


def test_vscode_shows_the_log_behind_the_status(vscode: Workbench) -> None:
    vscode.wait_for(vscode.status(READY)).click()
    vscode.wait_for_text("The models are ready.")


def test_vscode_installs_the_server_that_the_extension_brings(
    browser: BrowserContext, extension: Path, tmp_path: Path, translation: str
) -> None:
    environment = environment_of(tmp_path)
    environment["PATH"] = without_dolmetsch(environment["PATH"])
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "brief.md").write_text(LETTER)
    with CodeServer(extension, tmp_path, environment) as server:
        server.restore_settings()
        with Workbench(browser, server, tmp_path / "letters") as workbench:
            workbench.open("brief.md")
            workbench.wait_for(workbench.status("Dolmetsch: not installed"))
            workbench.answer("Dolmetsch found no language server on this machine.", "Install")
            # The server's own packages come from the package index, as they do for a user.
            workbench.wait_for(workbench.status(READY), seconds=200)
            assert translation in workbench.hover("Hund")


def without_dolmetsch(path: str) -> str:
    """The PATH less the directories in which there is a `dolmetsch`."""
    return os.pathsep.join(
        directory for directory in path.split(os.pathsep) if not (Path(directory) / "dolmetsch").exists()
    )
