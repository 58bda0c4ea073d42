"""Where a checkpoint comes from: the code's revision and the machine that trained it, for its manifest."""

import os
import platform
import subprocess
from pathlib import Path

import torch


def revision() -> str:
    """The commit of the code, `+changes` where the working tree differs; `unknown` outside a checkout."""
    directory = Path(__file__).parent
    try:
        commit = _git(directory, "rev-parse", "HEAD")
        code = ["../train/*.py", "../train/*.toml", "../models/*.py"]
        changed = _git(directory, "status", "--porcelain", "--untracked-files=no", "--", *code)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit}+changes" if changed else commit


def device(used: str = "auto") -> str:
    """The processor or accelerator that trains, in words; `used` is what `--device` said."""
    if used != "cpu" and torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{_processor()}, {os.cpu_count()} cores"


def _git(directory: Path, *arguments: str) -> str:
    result = subprocess.run(["git", *arguments], cwd=directory, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
