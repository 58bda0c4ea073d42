"""code-server, which serves Visual Studio Code to a browser, with an extension and settings for the tests."""

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.editors.installation.code_server import CODE_SERVER

SECONDS = 60.0
"""How long it may take to start, on a slow machine."""

APPEARANCE = {
    "workbench.colorTheme": "Default Light Modern",
    "workbench.startupEditor": "none",
    "workbench.activityBar.location": "hidden",
    "workbench.layoutControl.enabled": False,
    "workbench.tips.enabled": False,
    "window.commandCenter": False,
    "window.menuBarVisibility": "hidden",
    "breadcrumbs.enabled": False,
    "editor.minimap.enabled": False,
    "editor.cursorBlinking": "solid",
    "editor.padding.top": 12,
    "editor.scrollBeyondLastLine": False,
    "editor.fontFamily": "DejaVu Sans Mono",
    "editor.fontSize": 15,
}
"""Settings that make room for what a picture is to show."""

BEHAVIOUR = {
    "files.autoSave": "off",  # as it is in VS Code outside a browser
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "remote.autoForwardPorts": False,
}
"""Settings that make it an editor on the desktop, which asks no server elsewhere."""


class CodeServer:
    """code-server with an extension and a profile of its own; a context manager that ends it."""

    def __init__(self, extension: Path, directory: Path, environment: Mapping[str, str]) -> None:
        self._settings = directory / "user" / "User" / "settings.json"
        # VSCODE_CLI: started in a terminal, so that this environment counts and not that of a login shell.
        self._environment = {**environment, "VSCODE_CLI": "1"}
        own = ["--user-data-dir", directory / "user", "--extensions-dir", directory / "extensions"]
        self._install(extension, own)
        self._process = self._serve(own)
        try:
            self.address = _address_from(self._process)
            """Where a browser finds it."""
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def restore_settings(self) -> None:
        """Puts the user's settings back to those of the tests, for windows that are opened from now on."""
        self._settings.parent.mkdir(parents=True, exist_ok=True)
        self._settings.write_text(json.dumps({**APPEARANCE, **BEHAVIOUR}, indent=2))

    def _install(self, extension: Path, own: Sequence[str | Path]) -> None:
        installation = subprocess.run(
            [CODE_SERVER, *own, "--install-extension", extension],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        assert installation.returncode == 0, installation.stdout

    def _serve(self, own: Sequence[str | Path]) -> subprocess.Popen[str]:
        unwanted = ["telemetry", "update-check", "workspace-trust", "getting-started-override"]
        return subprocess.Popen(
            [
                CODE_SERVER,
                *own,
                *("--auth", "none", "--bind-addr", "127.0.0.1:0"),
                *(f"--disable-{part}" for part in unwanted),
            ],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _end(self) -> None:
        # Its windows' extensions, and their servers, are in the same group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _address_from(server: subprocess.Popen[str]) -> str:
    addresses: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_follow, args=(server.stdout, addresses), daemon=True).start()
    try:
        return addresses.get(timeout=SECONDS)
    except queue.Empty:
        raise AssertionError(f"code-server did not say within {SECONDS} s where it listens") from None


def _follow(output: IO[str], addresses: queue.Queue[str]) -> None:
    # Reads to the end, as a process whose output nobody reads stands still.
    for line in output:
        if served := re.search(r"listening on (http://\S+)", line):
            addresses.put(served[1])
