"""What the VS Code extension's manifest repeats of the server: its settings, its version, what it logs."""

import json
from typing import Any

import pytest

from server import __version__
from server.application import MODELS_READY
from server.settings import Settings
from server.text.document import Document
from server.text.formats import format_of
from server.text.plain import Plain
from tests.conftest import ROOT

EXTENSION = ROOT / "editor-config" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text("utf-8"))
SERVERS, OWN = (category["properties"] for category in MANIFEST["contributes"]["configuration"])
LANGUAGES: list[str] = OWN["dolmetsch.languages"]["default"]

WRITE_AGAIN = "run `npm run settings` in editor-config/vscode"


def without(name: str, setting: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in setting.items() if key != name}


def test_the_manifest_has_the_servers_settings_unchanged_and_document_by_document() -> None:
    assert {name: without("scope", setting) for name, setting in SERVERS.items()} == Settings.schema()[
        "properties"
    ], WRITE_AGAIN
    assert {setting["scope"] for setting in SERVERS.values()} == {"resource"}


def test_the_extension_has_the_servers_version() -> None:
    assert MANIFEST["version"] == __version__, WRITE_AGAIN


def test_the_extensions_own_settings_are_not_sent_to_the_server() -> None:
    [own] = [
        line for line in (EXTENSION / "src/settings.ts").read_text("utf-8").splitlines() if "OWN =" in line
    ]
    assert {f'"{name.split(".")[1]}"' for name in OWN} == set(
        own[own.index("[") + 1 : own.index("]")].split(", ")
    )


def test_the_extension_is_activated_by_the_languages_it_can_serve_and_by_no_other() -> None:
    assert OWN["dolmetsch.languages"]["items"]["enum"] == LANGUAGES, WRITE_AGAIN
    assert MANIFEST["activationEvents"] == [f"onLanguage:{language}" for language in LANGUAGES], WRITE_AGAIN


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"plaintext", "typst"}))
def test_the_server_knows_the_format_of_every_language(language: str) -> None:
    assert not isinstance(format_of(Document("file:///x.unknown", "", language_id=language)), Plain)


def test_the_extension_waits_for_what_the_server_logs() -> None:
    assert json.dumps(MODELS_READY) in (EXTENSION / "src/session.ts").read_text("utf-8")


def test_what_can_run_code_is_not_taken_from_a_folder_that_is_not_trusted() -> None:
    restricted = MANIFEST["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    assert {"dolmetsch.server.path", "dolmetsch.server.python", "dolmetsch.model"} <= set(restricted)


def test_every_dependency_of_the_extension_has_its_reason() -> None:
    assert MANIFEST["//devDependencies"].keys() == MANIFEST["devDependencies"].keys()
    assert "dependencies" not in MANIFEST
