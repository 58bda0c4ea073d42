"""`dolmetsch-train word2vec` as a user runs it, on a tiny corpus: files, resumption, several processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import safetensors.torch
import torch

from models import words
from tests.conftest import ROOT
from tests.train import tiny_corpora
from train import word2vec
from train.__main__ import main
from train.corpora import catalogue

TINY = ["--set", "min_count=2", "--set", "dimension=8", "--set", "batch_size=128", "--device", "cpu"]


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options that name the tiny corpora."""
    monkeypatch.setattr(catalogue, "FILE", tiny_corpora.write_catalogue(tmp_path / "catalogue.toml"))
    mirror = tiny_corpora.write_mirror(tmp_path / "mirror")
    return ["--mirror", str(mirror), "--data", str(tmp_path / "data")]


def train(out: Path, corpora: list[str], *more: str) -> int:
    return main(["word2vec", "--preset", "lab", "--out", str(out), *TINY, *corpora, *more])


def weights(out: Path) -> dict[str, torch.Tensor]:
    return safetensors.torch.load_file(out / "checkpoint" / "weights.safetensors")


def same(ours: Path, theirs: Path) -> bool:
    return all(torch.equal(tensor, weights(theirs)[name]) for name, tensor in weights(ours).items())


def test_a_run_leaves_checkpoint_report_plot_and_metrics(
    tmp_path: Path, corpora: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"

    assert train(out, corpora) == 0

    manifest = json.loads((out / "checkpoint" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["architecture"] == {"vocabulary": len(tiny_corpora.WORDS) + 2, "dimension": 8}
    assert manifest["hyperparameters"]["batch_size"] == 128
    assert [corpus["name"] for corpus in manifest["corpora"]] == ["tweets", "nltk_stopwords"]
    assert len((out / "metrics.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert (out / "loss.png").read_bytes().startswith(b"\x89PNG")
    report = (out / "report.md").read_text(encoding="utf-8")
    assert "| training tweets | 31,962 | 120 |" in report
    assert "6.878, 6.773, 6.733" in report
    assert "| training tweets | 31,962 | 120 |" in capsys.readouterr().out


def test_words_that_come_together_are_neighbours(tmp_path: Path, corpora: list[str]) -> None:
    train(tmp_path / "run", corpora, "--set", "epochs=20")

    near = words.load(tmp_path / "run" / "checkpoint").nearest("snow", 4)

    place = tiny_corpora.WORDS.index("snow")
    together = {tiny_corpora.WORDS[place + distance] for distance in (-2, -1, 1, 2, 3)}
    assert len(together & {neighbour.word for neighbour in near}) >= 3


def test_the_seed_decides(tmp_path: Path, corpora: list[str]) -> None:
    for name, seed in (("one", "1"), ("again", "1"), ("two", "2")):
        train(tmp_path / name, corpora, "--seed", seed)

    assert same(tmp_path / "one", tmp_path / "again")
    assert not same(tmp_path / "one", tmp_path / "two")


def test_an_interrupted_command_resumes_to_the_same_weights(
    tmp_path: Path, corpora: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train(tmp_path / "whole", corpora)
    loss_of, steps = word2vec.centre_loss, iter(range(1_000))

    def interrupted(*arguments: torch.Tensor) -> torch.Tensor:
        if next(steps) == 60:  # in the midst of the second epoch
            os.kill(os.getpid(), signal.SIGTERM)
        return loss_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(word2vec, "centre_loss", interrupted)
    assert train(tmp_path / "stopped", corpora) == 130
    assert not (tmp_path / "stopped" / "checkpoint").exists()
    assert "goes on" in capsys.readouterr().err
    monkeypatch.setattr(word2vec, "centre_loss", loss_of)
    assert train(tmp_path / "stopped", corpora, "--resume") == 0

    assert same(tmp_path / "stopped", tmp_path / "whole")


def test_two_processes_train_together(tmp_path: Path, corpora: list[str]) -> None:
    out = tmp_path / "run"
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    process = ["-m", "tests.train.word2vec_process", str(catalogue.FILE)]
    command = ["word2vec", "--preset", "lab", "--out", str(out), *TINY, *corpora]

    finished = subprocess.run(
        [*torchrun, *process, *command], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )

    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("epoch 3:") == 1
    history = [json.loads(line) for line in (out / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    assert history[-1]["training_loss"] < history[0]["training_loss"]
    assert words.load(out / "checkpoint").nearest("snow")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--preset", "nothing"], "There is no preset nothing for word2vec"),
        (["--set", "windows=2"], "--set: unknown key windows"),
        (["--set", "window=two"], "window = 'two' must be of type int"),
        (["--mirror", "/nowhere"], "The mirror has no /nowhere/nltk_stopwords"),
        (["--resume"], "There is nothing to resume"),
    ],
)
def test_bad_input_is_one_sentence(
    tmp_path: Path, corpora: list[str], capsys: pytest.CaptureFixture[str], options: list[str], problem: str
) -> None:
    assert train(tmp_path / "run", corpora, *options) == 1

    error = capsys.readouterr().err
    assert problem in error
    assert error.count("\n") == 1
    assert not (tmp_path / "run" / "checkpoint").exists()
