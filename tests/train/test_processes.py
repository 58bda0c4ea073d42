"""Several processes out of one command: what they are told, and how they end."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from train.processes import run_together


def program(text: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(text), *arguments]


def test_every_process_knows_its_place(tmp_path: Path) -> None:
    command = program(
        """
        import os, pathlib, sys
        names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "OMP_NUM_THREADS")
        path = pathlib.Path(sys.argv[1]) / os.environ["RANK"]
        path.write_text(" ".join(os.environ[name] for name in names))
        """,
        str(tmp_path),
    )
    assert run_together(2, command) == 0
    assert (tmp_path / "0").read_text() == "0 0 2 2 127.0.0.1 1"
    assert (tmp_path / "1").read_text() == "1 1 2 2 127.0.0.1 1"


def test_when_one_fails_the_others_are_ended() -> None:
    command = program(
        """
        import os, sys, threading
        if os.environ["RANK"] == "1":
            sys.exit(3)
        threading.Event().wait()
        """
    )
    assert run_together(2, command) == 3


def test_an_interruption_reaches_every_process(tmp_path: Path) -> None:
    worker = """
        import os, pathlib, signal, sys
        def note(number, frame):
            (pathlib.Path(sys.argv[1]) / os.environ["RANK"]).touch()
            sys.exit(130)
        signal.signal(signal.SIGTERM, note)
        os.write(1, b"ready\\n")  # in one piece, as two processes write
        while True:
            signal.pause()
    """
    launcher = """
        import sys
        from train.processes import run_together
        sys.exit(run_together(2, sys.argv[1:]))
    """
    process = subprocess.Popen(
        program(launcher, *program(worker, str(tmp_path))), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["ready\n", "ready\n"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1"]
    process.stdout.close()
