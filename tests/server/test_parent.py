"""How the end of another process is seen."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from server import parent

pytestmark = pytest.mark.asyncio


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()


@pytest.fixture(params=["as the system can", "by signals alone"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to look: Linux has descriptors of processes, other systems have signals alone."""
    if request.param == "by signals alone":
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    return str(request.param)


async def test_it_is_seen(
    process: subprocess.Popen[bytes], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parent, "INTERVAL", 0.01)
    gone = asyncio.ensure_future(parent.until_gone(process.pid))
    await asyncio.wait({gone}, timeout=0.05)
    assert not gone.done()
    process.kill()
    process.wait()
    await asyncio.wait_for(gone, 5)


@pytest.mark.parametrize("process_id", [2**22 + 1, 2**80])
async def test_a_process_that_cannot_be_is_gone(process_id: int, way: str) -> None:
    await asyncio.wait_for(parent.until_gone(process_id), 5)
