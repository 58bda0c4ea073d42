"""The wheel in an empty environment, with what the package index has today: the server that editors start."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.pipes import ServerProcess, at
from tests.editors.installation import commands
from tests.editors.letter import SENTENCE

MOST_MEGABYTES = 400
"""Of the environment: CTranslate2 takes 150 of them, numpy 70, the models 60. Torch would add a thousand."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the programs are after an installation as a user does it, without our constraints."""
    dist, environment = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("environment")
    commands.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, ROOT])
    (wheel,) = dist.glob("*.whl")
    venv.create(environment, with_pip=True)
    commands.run([environment / "bin" / "pip", "install", wheel])
    return environment / "bin"


@pytest.fixture
def user(installed: Path, home: dict[str, str]) -> dict[str, str]:
    """The environment of a user who has nothing of Dolmetsch but the wheel."""
    return {**home, "PATH": f"{installed}:{os.defpath}"}


def said(command: list[str], user: dict[str, str]) -> str:
    """What a command prints that the user types in their home directory, and that must succeed."""
    program = shutil.which(command[0], path=user["PATH"])
    assert program is not None, command
    result = subprocess.run(
        [program, *command[1:]], cwd=user["HOME"], env=user, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_wheel_is_well(user: dict[str, str]) -> None:
    assert said(["dolmetsch", "check"], user).endswith("All is well.\n")


def test_the_wheel_translates(user: dict[str, str], translation: str) -> None:
    assert said(["dolmetsch", "translate", SENTENCE], user).strip() == translation


def test_the_wheel_knows_similar_words(user: dict[str, str]) -> None:
    assert len(said(["dolmetsch", "similar", "Haus"], user).splitlines()) == 10


def test_the_wheel_serves_an_editor_from_initialize_to_exit(
    installed: Path, user: dict[str, str], translation: str
) -> None:
    with ServerProcess([str(installed / "dolmetsch")], user) as server:
        server.open(SENTENCE)
        assert translation in server.request(1, "textDocument/hover", at(0, 5))["result"]["contents"]["value"]
        assert server.request(2, "shutdown")["result"] is None
        server.send(method="exit")
        assert server.exit_code() == 0


def test_the_wheel_says_what_training_needs(installed: Path, user: dict[str, str]) -> None:
    command = [installed / "dolmetsch-train", "fetch", "--list"]
    result = subprocess.run(command, cwd=user["HOME"], env=user, capture_output=True, text=True)
    assert result.returncode == 1
    assert "install Dolmetsch with its `train` extra" in result.stderr


def test_the_wheel_comes_without_torch_and_stays_small(
    installed: Path, user: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    packages = said(["pip", "list", "--format=freeze"], user)
    files = [path for path in installed.parent.rglob("*") if path.is_file() and not path.is_symlink()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    with capsys.disabled():
        print(f"\nAn environment with the wheel takes {megabytes:.0f} MB; in it are:\n{packages}")
    assert "dolmetsch==" in packages
    assert "torch" not in packages
    assert megabytes <= MOST_MEGABYTES
