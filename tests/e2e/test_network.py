"""The server on TCP and on a WebSocket: who can reach it, and how a session ends."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.conftest import ROOT

SECONDS = 20


@contextmanager
def listening(option: str, address: str) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """A server process, what it said of where it listens, and the port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "server", option, address], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        yield process, said, int(said.rpartition(", for")[0].rpartition(":")[2])
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("option", ["--tcp", "--ws"])
async def test_a_whole_session(option: str) -> None:
    with listening(option, "0") as (process, said, port):
        assert "127.0.0.1" in said
        assert "this machine alone" in said
        client = LanguageClient("test", "1")
        await (client.start_tcp if option == "--tcp" else client.start_ws)("127.0.0.1", port)
        async with asyncio.timeout(SECONDS):
            result = await client.initialize_async(types.InitializeParams(types.ClientCapabilities()))
            assert result.server_info is not None
            assert result.server_info.name == "dolmetsch"
            await client.shutdown_async(None)
            client.exit(None)
            assert await asyncio.to_thread(process.wait, SECONDS) == 0
            await client.stop()  # type: ignore[no-untyped-call]


@pytest.mark.asyncio
@pytest.mark.parametrize("option", ["--tcp", "--ws"])
async def test_a_client_that_leaves_ends_the_session(option: str) -> None:
    with listening(option, "0") as (process, _, port):
        if option == "--tcp":
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
        else:
            async with connect(f"ws://127.0.0.1:{port}"):
                pass
        assert await asyncio.to_thread(process.wait, SECONDS) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("option", ["--tcp", "--ws"])
async def test_whoever_else_connected_does_not_hold_up_the_end(option: str) -> None:
    with listening(option, "0") as (process, _, port):
        client = LanguageClient("test", "1")
        await (client.start_tcp if option == "--tcp" else client.start_ws)("127.0.0.1", port)
        async with asyncio.timeout(SECONDS):
            await client.initialize_async(types.InitializeParams(types.ClientCapabilities()))
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            await client.shutdown_async(None)
            client.exit(None)
            assert await asyncio.to_thread(process.wait, 5) == 0
            await client.stop()  # type: ignore[no-untyped-call]
        writer.close()


def test_other_addresses_only_when_told_and_it_says_so() -> None:
    with listening("--tcp", "0.0.0.0:0") as (_, said, _):
        assert "every machine that reaches this address" in said


def test_a_port_that_is_taken_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = subprocess.run(
            [sys.executable, "-m", "server", "--tcp", address],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    assert result.returncode == 1
    assert result.stderr.startswith(f"dolmetsch: Cannot listen for TCP on {address} (")


@pytest.mark.asyncio
async def test_pages_of_other_sites_cannot_connect() -> None:
    with listening("--ws", "0") as (_, _, port):
        with pytest.raises(InvalidStatus):
            await connect(f"ws://127.0.0.1:{port}", origin=Origin("https://example.org"))
        async with connect(f"ws://127.0.0.1:{port}", origin=Origin("http://localhost:8080")):
            pass
