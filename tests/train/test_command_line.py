"""`dolmetsch-train` where the `train` extra is not installed."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

WITHOUT_THE_EXTRA = """\
import sys
extra = "torch lightning_fabric spacy nltk sacrebleu matplotlib tqdm httpx filelock"
sys.modules |= dict.fromkeys(extra.split())
from train.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def run(command: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", WITHOUT_THE_EXTRA, *command.split()]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "command",
    [
        "fetch --list", "word2vec", "word2vec --preset lab", "seq2seq --preset lab", "transformer", "mix",
        "evaluate default", "export here there", "report here", "benchmark training", "benchmark translate",
    ],
)  # fmt: skip
def test_a_command_without_the_train_extra_says_what_to_install(command: str) -> None:
    result = run(command)
    assert result.returncode == 1
    (message,) = result.stderr.splitlines()
    assert message.startswith("dolmetsch-train: ")
    assert "is not installed. " in message
    assert "pipx install --force '.[train]'" in message


def test_help_needs_no_extra() -> None:
    result = run("--help")
    assert result.returncode == 0, result.stderr
    assert "word2vec" in result.stdout
