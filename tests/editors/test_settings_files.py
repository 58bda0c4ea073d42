"""The files of Kate, Neovim, Sublime Text, Vim and Zed agree with the server and with what editors read.

Sublime Text and Zed are in no package registry, and neither are the schemas of their settings: what they take
is written down here, from the LSP package's `sublime-package.json`, its page on commands, and Zed's pages on
extensions.
"""

import json
import re
import tomllib
from typing import Any

import pytest

from server import __version__
from server.features import command
from server.settings import Settings
from server.text.document import Document
from server.text.formats import format_of
from tests.conftest import ROOT

EDITORS = ROOT / "editor-config"
SUBLIME, ZED = EDITORS / "sublime-text", EDITORS / "zed"

FORMATS = {
    "asciidoc": "Asciidoc",
    "commit": "Letter",
    "email": "Letter",
    "git-commit": "Letter",
    "gitcommit": "Letter",
    "html": "Hypertext",
    "latex": "Latex",
    "mail": "Letter",
    "markdown": "Markdown",
    "plaintext": "Plain",
    "restructuredtext": "RestructuredText",
    "rst": "RestructuredText",
    "tex": "Latex",
    "text": "Plain",
}
"""How a document is to be read that an editor calls by this language identifier."""

SUBLIME_CLIENT = {
    "command": list,
    "enabled": bool,
    "initializationOptions": dict,
    "selector": str,
    "settings": dict,
}
"""Those properties of the schema's `ClientConfig` that we need; it takes no unknown ones."""

SUBLIME_VARIABLES = {"${file_uri}", "${range}"}
"""Those of the variables in `command_args` that we need; they are filled in where they stand alone."""

LANGUAGE_OF_SCOPE = {"text.plain": "plaintext", "text.html.markdown": "markdown", "text.html.basic": "html"}
"""What the LSP package calls a document of this scope; where none is listed, by the scope's last part."""


def commented(text: str) -> Any:
    """JSON with comments, as Sublime Text and Zed read it."""
    return json.loads(re.sub(r'("(?:\\.|[^"\\])*")|//.*', lambda match: match[1] or "", text))


def format_name(language: str) -> str:
    # commit messages have no kind of their own for some editors, but a name of their own
    name = "COMMIT_EDITMSG" if language == "commit" else "brief"
    return type(format_of(Document(f"file:///{name}", language_id=language))).__name__


def kate_servers() -> dict[str, Any]:
    servers: dict[str, Any] = json.loads((EDITORS / "kate" / "settings.json").read_text())["servers"]
    return servers


def sublime_client() -> dict[str, Any]:
    clients = commented((SUBLIME / "LSP.sublime-settings").read_text())["clients"]
    assert list(clients) == ["dolmetsch"]
    client: dict[str, Any] = clients["dolmetsch"]
    return client


def sublime_scopes() -> list[str]:
    scopes: list[str] = sublime_client()["selector"].split(" | ")
    return scopes


def zed_extension() -> dict[str, Any]:
    return tomllib.loads((ZED / "extension.toml").read_text())


def vim_file_types(name: str) -> list[str]:
    listed = re.search(r"(?:FILETYPES = |'allowlist': )\[(.*?)\]", (EDITORS / "vim" / name).read_text())
    assert listed
    return re.findall(r"'(\w+)'", listed[1])


def neovim_file_types() -> list[str]:
    listed = re.search(r"filetypes = \{(.*?)\}", (EDITORS / "neovim" / "dolmetsch.lua").read_text())
    assert listed
    return re.findall(r'"(\w+)"', listed[1])


@pytest.mark.parametrize(
    "language",
    sorted(
        {
            *kate_servers(),
            *(LANGUAGE_OF_SCOPE.get(scope, scope.split(".")[-1]) for scope in sublime_scopes()),
            *zed_extension()["language_servers"]["dolmetsch"]["language_ids"].values(),
            *vim_file_types("dolmetsch.vim"),
        }
    ),
)
def test_the_server_reads_each_language_as_what_it_is(language: str) -> None:
    assert format_name(language) == FORMATS[language]


def test_kate_starts_the_server_for_each_kind_of_text() -> None:
    for server in kate_servers().values():
        assert server["command"] == ["dolmetsch"]
        assert re.fullmatch(r"\^[\w()|]+\$", server["highlightingModeRegex"])
        settings, problems = Settings.read(server["initializationOptions"])
        assert settings.completion.show_typed_word
        assert problems == []


def test_the_files_for_vim_and_neovim_are_for_the_same_documents() -> None:
    assert vim_file_types("dolmetsch.vim") == vim_file_types("vim-lsp.vim") == neovim_file_types()


def test_sublime_takes_the_client() -> None:
    client = sublime_client()
    assert client["command"] == ["dolmetsch"]
    assert client["enabled"] is True
    assert {name: type(value) for name, value in client.items()}.items() <= SUBLIME_CLIENT.items()


def test_sublime_sets_settings_that_there_are() -> None:
    properties = Settings.schema()["properties"]
    settings = sublime_client()["settings"]
    assert settings == {name: properties[name]["default"] for name in settings}


def test_sublime_offers_commands_that_the_server_has() -> None:
    ours = {value for name, value in vars(command).items() if name.isupper() and isinstance(value, str)}
    for entry in commented((SUBLIME / "Dolmetsch.sublime-commands").read_text()):
        assert set(entry) == {"caption", "command", "args"}
        assert entry["command"] == "lsp_execute"
        assert entry["args"]["session_name"] == "dolmetsch"
        assert entry["args"]["command_name"] in ours
        assert set(entry["args"].get("command_args", [])) <= SUBLIME_VARIABLES


def test_zed_takes_the_extension() -> None:
    extension = zed_extension()
    assert extension["schema_version"] == 1
    assert "zed" not in extension["id"] + extension["name"].lower()  # its rule for names
    assert extension["version"] == __version__
    assert list(extension["language_servers"]) == ["dolmetsch"]
    server = extension["language_servers"]["dolmetsch"]
    assert set(server) == {"name", "languages", "language_ids"}
    assert server["languages"] == list(server["language_ids"])


def test_zed_compiles_the_extension_as_what_it_says() -> None:
    package = tomllib.loads((ZED / "Cargo.toml").read_text())
    assert package["package"]["version"] == zed_extension()["version"]
    assert package["lib"]["crate-type"] == ["cdylib"]
    assert list(package["dependencies"]) == ["zed_extension_api"]
    assert "zed::register_extension!(Dolmetsch);" in (ZED / "src" / "lib.rs").read_text()


def test_zed_sets_settings_that_there_are() -> None:
    settings = commented((ZED / "settings.json").read_text())
    assert set(settings) == {"lsp", "inlay_hints"}
    assert list(settings["lsp"]) == ["dolmetsch"]
    assert Settings.read(settings["lsp"]["dolmetsch"]["settings"]) == (Settings(), [])
