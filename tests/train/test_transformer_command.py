"""`dolmetsch-train transformer`: what it starts, and with how many processes."""

import sys
from pathlib import Path

import pytest

from train.__main__ import main


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, list[str]]]:
    """What the command starts in the place of training: number of processes, and their command."""
    calls: list[tuple[int, list[str]]] = []
    monkeypatch.delenv("LOCAL_WORLD_SIZE", raising=False)

    def run_together(count: int, command: list[str]) -> int:
        calls.append((count, command))
        return 0

    monkeypatch.setattr("train.processes.run_together", run_together)
    return calls


def test_processes_get_the_arguments_that_main_got(started: list[tuple[int, list[str]]]) -> None:
    arguments = ["transformer", "--device", "cpu", "--processes", "2", "--set", "seed=2"]
    with pytest.raises(SystemExit, match="0"):
        main(arguments)
    assert started == [(2, [sys.executable, "-m", "train", *arguments])]


def test_there_is_one_process_for_each_core(
    started: list[tuple[int, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    with pytest.raises(SystemExit):
        main(["transformer", "--device", "cpu"])
    assert [count for count, _ in started] == [3]


def test_a_machine_that_does_not_know_its_cores_trains_in_this_process(
    started: list[tuple[int, list[str]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: None)
    monkeypatch.setenv("DOLMETSCH_DATA", str(tmp_path))
    assert (
        main(["transformer", "--device", "cpu", "--mirror", str(tmp_path), "--out", str(tmp_path / "run")])
        == 1
    )
    assert not started


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_processes_must_be_a_number_of_some(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["transformer", f"--processes={number}"])
    assert f"{number} must be a whole number of 1 or more" in capsys.readouterr().err
