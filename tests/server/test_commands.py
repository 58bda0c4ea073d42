"""The command line on fake models; `translate` takes stdout for itself and is tested in e2e."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import server
from models import checkpoint
from models.errors import ModelError
from server import __main__
from server.commands import check
from server.settings import Settings
from tests.conftest import ROOT
from tests.server.fakes import FakeTranslator, FakeVectors


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fakes instead of checkpoints, for every model but one called `broken`."""

    def load(kind: type[object]) -> Callable[[str | Path], object]:
        def loaded(model: str | Path) -> object:
            if model == "broken":
                raise checkpoint.CheckpointError("It is broken. Install Dolmetsch again.")
            if model == "lacking":
                raise ModelError("It needs torch. Install dolmetsch[train].")
            return kind()

        return loaded

    monkeypatch.setattr("models.translator.load", load(FakeTranslator))
    monkeypatch.setattr("models.words.load", load(FakeVectors))
    monkeypatch.setattr(checkpoint, "shipped_models", list)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["serve"]),
        (["--tcp", "1"], ["serve", "--tcp", "1"]),
        (["--stdio"], ["serve", "--stdio"]),
        (["--help"], ["--help"]),
        (["check"], ["check"]),
    ],
)
def test_without_a_command_it_serves(arguments: list[str], expected: list[str]) -> None:
    assert __main__._with_command(arguments) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["serve", "--help"],
        ["translate", "--help"],
        ["similar", "--help"],
        ["check", "--help"],
    ],
)
def test_help_and_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        __main__.main(arguments)
    assert ended.value.code == 0
    assert "dolmetsch" in capsys.readouterr().out


def test_the_version_is_the_packages() -> None:
    from importlib.metadata import version

    assert server.__version__ == version("dolmetsch")


def test_similar_prints_words_and_similarities(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["similar", "good"]) == 0
    assert capsys.readouterr().out == "great\t0.8300\nnice\t0.8000\n"
    assert __main__.main(["similar", "--count", "1", "good"]) == 0
    assert capsys.readouterr().out == "great\t0.8300\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["similar", "Xyzzy"], "does not know “Xyzzy”"),
        (["similar", "--count", "0", "good"], "Give 1 or more"),
        (["similar", "--model", "broken", "good"], "It is broken. Install Dolmetsch again."),
        (["serve", "--tcp", "nowhere"], "nowhere is no address"),
        (["serve", "--ws", "99999"], "99999 is no address"),
    ],
)
def test_what_goes_wrong_is_one_sentence_on_stderr_and_not_0(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main(arguments) != 0
    output = capfd.readouterr()
    assert output.out == ""
    assert output.err.startswith("dolmetsch: ")
    assert message in output.err
    assert output.err.count("\n") == 1


def test_check_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["check"]) == 0
    output = capsys.readouterr().out
    assert f"{checkpoint.preferred('translator')} translator" in output
    assert "works; loaded in" in output
    assert output.endswith("All is well.\n")


def test_check_looks_for_every_package_that_dolmetsch_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {*check.NEEDED} == {*re.findall(r"^[\w-]+", "\n".join(project["dependencies"]), re.MULTILINE)}


def test_check_keeps_a_space_behind_a_long_directory(capsys: pytest.CaptureFixture[str]) -> None:
    directory = "/a/directory/with/a/long/name"
    __main__.main(["check", "--model", directory])
    assert f"  {directory} translator works; " in capsys.readouterr().out


@pytest.mark.parametrize("model", ["broken", "lacking"])
def test_check_is_not_0_when_the_named_model_does_not_work(
    model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main(["check", "--model", model]) == 1
    assert "Install" in capsys.readouterr().out


def test_check_is_not_0_when_a_needed_package_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "NEEDED", ("no-such-package",))
    assert __main__.main(["check"]) == 1
    assert "missing; install Dolmetsch again" in capsys.readouterr().out


def test_check_only_notes_a_model_that_nobody_asked_for_and_that_lacks_a_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lacking" / "translator").mkdir(parents=True)
    monkeypatch.setattr(checkpoint, "SHIPPED", tmp_path)
    monkeypatch.setattr(checkpoint, "shipped_models", lambda: ["lacking"])
    assert __main__.main(["check"]) == 0
    assert "It needs torch" in capsys.readouterr().out


def test_schema_prints_the_settings_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == Settings.schema()
