"""`make demo` shows real hovers and completions, and fails where there are none."""

import subprocess
import sys

from tests.conftest import ROOT, needs_the_train_extra

DEMO = [sys.executable, "examples/demo.py"]


@needs_the_train_extra
def test_it_prints_what_the_labs_models_say() -> None:
    result = subprocess.run([*DEMO, "--model", "lab"], cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert result.returncode == 0, result.stderr
    assert "young men" in result.stdout
    assert "near “good”" in result.stdout
    assert "(nothing: this is no German prose)" in result.stdout


def test_it_says_what_is_wrong_with_the_model() -> None:
    result = subprocess.run(
        [*DEMO, "--model", "/nowhere"], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert result.returncode == 1
    assert result.stderr.startswith("demo: There is no model at /nowhere.")
