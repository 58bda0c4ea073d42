"""What a server process has loaded when it answers `initialize`."""

import subprocess
import sys

from tests.conftest import ROOT

SLOW = {
    "torch",
    "numpy",
    "ctranslate2",
    "sentencepiece",
    "safetensors",
    "pygments",
    "websockets",
    "importlib.metadata",
}


def test_nothing_that_takes_long_to_import() -> None:
    program = (
        "import sys, server.__main__, server.application, server.transport;"
        "server.application.create_server();"
        "print(*sys.modules)"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(output.stdout.split()) & SLOW
