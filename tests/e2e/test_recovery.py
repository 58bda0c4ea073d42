"""What is wrong with a checkpoint is said once; the server stays up, and takes the mended one by command."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import checkpoint
from tests.e2e.pipes import DOLMETSCH, ServerProcess, at

SHOW_MESSAGE = "window/showMessage"
RELOAD = {"command": "dolmetsch.reload"}


def truncate(model: Path) -> str:
    weights = model / "translator" / "model.bin"
    weights.write_bytes(weights.read_bytes()[:1_000_000])
    return str(weights)


def lose_a_file(model: Path) -> str:
    (model / "translator" / "pieces.model").unlink()
    return "pieces.model"


def spoil_the_manifest(model: Path) -> str:
    manifest = model / "translator" / "manifest.json"
    manifest.write_text("{")
    return str(manifest)


def lose_everything(model: Path) -> str:
    shutil.rmtree(model)
    return str(model)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the default model, which a test may break."""
    return copied(tmp_path / "mine")


def copied(to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(checkpoint.SHIPPED / "default", to))


@pytest.mark.parametrize("damage", [truncate, lose_a_file, spoil_the_manifest, lose_everything])
def test_a_broken_checkpoint_is_said_once_and_the_mended_one_taken_by_command(
    model: Path, damage: Callable[[Path], str]
) -> None:
    named = damage(model)
    with ServerProcess([*DOLMETSCH, "--model", str(model)]) as server:
        begin(server)
        said = server.receive(lambda message: message.get("method") == SHOW_MESSAGE)["params"]["message"]
        assert named in said
        assert said.count(".") > named.count(".") + 1, "it says what to do"

        heard: list[dict[str, Any]] = []
        for number in range(3):
            assert said in hovered(server, number, heard)
        assert not [message for message in heard if message.get("method") == SHOW_MESSAGE]

        [problem] = server.request("still broken", "workspace/executeCommand", RELOAD)["result"]["problems"]
        assert problem == said

        copied(model)
        assert server.request("mended", "workspace/executeCommand", RELOAD)["result"] == {"problems": []}
        assert "dog" in hovered(server, "after", heard)
        server.request("end", "shutdown")
        server.send(method="exit")
        assert server.exit_code() == 0


def begin(server: ServerProcess) -> None:
    """Opens the session and a document; the models are not waited for."""
    server.initialize()
    server.send(method="initialized", params={})
    item = {"uri": "file:///brief", "languageId": "plaintext", "version": 1, "text": "Der Hund schläft."}
    server.send(method="textDocument/didOpen", params={"textDocument": item})


def hovered(server: ServerProcess, identifier: int | str, heard: list[dict[str, Any]]) -> str:
    """What stands under the word of a hover; `heard` gets all that came before it."""
    server.send(id=identifier, method="textDocument/hover", params=at(0, 5))
    while (message := server.receive()).get("id") != identifier:
        heard.append(message)
    return str(message["result"]["contents"]["value"]).partition("\n\n")[2]
