"""How messages come in and go out: over stdio, TCP or a WebSocket. One session a process."""

import asyncio
import logging
import os
import re
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, BinaryIO, Self, TypeVar

from pygls.exceptions import JsonRpcParseError

from server.errors import ServerError
from server.framing import LONGEST_MESSAGE, FrameReader, Malformed
from server.lifecycle import StrictProtocol
from server.logs import report_loop_problem
from server.parent import until_gone

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

_log = logging.getLogger(__name__)
_Listener = TypeVar("_Listener")

_CHUNK = 64 * 1024
"""Bytes read at once."""

_FAREWELL = 1.0
"""Seconds in which a WebSocket's end is agreed on; whoever connected beside it must not keep the process."""

_LOCAL_PAGE = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?")
"""The web pages that may connect; without this, any page on the internet that the user visits could."""


@dataclass(frozen=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads `HOST:PORT`, `:PORT` or `PORT`; without a host it is the loopback, for this machine alone.

        Raises:
            ServerError: it is none of these.
        """
        host, _, port = text.rpartition(":")
        if not port.isdecimal() or int(port) > 65_535:
            raise ServerError(f"{text} is no address. Write HOST:PORT, for instance 127.0.0.1:2087.")
        return cls(host.strip("[]") or "127.0.0.1", int(port))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def serve_stdio(protocol: StrictProtocol) -> int:
    """Serves over stdin and stdout until the session ends, and gives the process's exit code.

    The protocol gets file descriptors of its own, and the standard ones lead elsewhere: whatever prints to
    stdout, from C too, comes out on stderr and cannot corrupt the stream; whatever reads stdin finds it
    empty.

    Raises:
        ServerError: there is no stdin or no stdout.
    """
    if sys.stdin is None:
        raise ServerError("There is no standard input to read. Open it, or use --tcp.")
    incoming = _take(sys.stdin.fileno(), os.open(os.devnull, os.O_RDONLY))
    outgoing = take_stdout()
    protocol.set_writer(_PipeWriter(outgoing, protocol.finish))
    return _run(_stdio_session(protocol, incoming))


def serve_tcp(protocol: StrictProtocol, address: Address) -> int:
    """Serves the first connection to a TCP port until it ends, and gives the process's exit code.

    Raises:
        ServerError: the port cannot be listened on.
    """
    return _run(_tcp_session(protocol, address))


def serve_websocket(protocol: StrictProtocol, address: Address) -> int:
    """Serves the first WebSocket connection to a port until it ends, and gives the process's exit code.

    Raises:
        ServerError: the port cannot be listened on, or the package `websockets` is missing.
    """
    return _run(_websocket_session(protocol, address))


def take_stdout() -> BinaryIO:
    """The real stdout for the caller alone; what anything else prints goes to stderr from now on.

    Raises:
        ServerError: there is none.
    """
    if sys.stdout is None:
        raise ServerError("There is no standard output to write to. Open it.")
    elsewhere = os.open(os.devnull, os.O_WRONLY) if sys.stderr is None else os.dup(sys.stderr.fileno())
    return os.fdopen(_take(sys.stdout.fileno(), elsewhere), "wb")


def _take(standard: int, replacement: int) -> int:
    """Makes a standard descriptor lead to `replacement`, and gives a new one that leads where it led."""
    taken = os.dup(standard)
    os.dup2(replacement, standard)
    os.close(replacement)
    return taken


def _run(session: Coroutine[None, None, int]) -> int:
    async def watched() -> int:
        asyncio.get_running_loop().set_exception_handler(report_loop_problem)
        return await session

    return asyncio.run(watched())


class _PipeWriter:
    """Writes to a pipe; when nobody reads it any more, the session is over."""

    def __init__(self, pipe: BinaryIO, lost: Callable[[], None]) -> None:
        self._pipe = pipe
        self._lost = lost

    def write(self, data: bytes) -> None:
        try:
            self._pipe.write(data)
            self._pipe.flush()
        except OSError:
            self._lost()

    def close(self) -> None:
        self._pipe.close()


class _WebSocketWriter:
    """Sends each message as one text frame, in order; writing does not wait."""

    def __init__(self, connection: "ServerConnection") -> None:
        self._connection = connection
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue()

    def write(self, data: bytes) -> None:
        self._messages.put_nowait(data)

    def close(self) -> None:
        """Lets `send_all` come to its end."""
        self._messages.put_nowait(None)

    async def send_all(self) -> None:
        """Sends what is written, until it is closed."""
        while (message := await self._messages.get()) is not None:
            await self._connection.send(message.decode())


async def _stdio_session(protocol: StrictProtocol, incoming: int) -> int:
    loop = asyncio.get_running_loop()
    frames = _Frames(protocol)

    def read() -> None:
        # A thread, since stdin may be a file or a Windows pipe, which no event loop can watch; a daemon,
        # since nothing can wake it when the process ends. It reads on when the loop has taken what it read.
        while chunk := _read(incoming):
            asyncio.run_coroutine_threadsafe(frames.take(chunk), loop).result()
        loop.call_soon_threadsafe(protocol.finish)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    watch = asyncio.ensure_future(_watch_parent(protocol))
    await protocol.finished.wait()
    watch.cancel()
    return protocol.exit_code


async def _tcp_session(protocol: StrictProtocol, address: Address) -> int:
    over = asyncio.Event()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if protocol.writer is not None:  # the one session is taken
            writer.close()
            return
        protocol.set_writer(writer)
        frames = _Frames(protocol)
        try:
            while not protocol.finished.is_set() and (chunk := await reader.read(_CHUNK)):
                await frames.take(chunk)
            writer.close()
            await writer.wait_closed()
        except ConnectionError:
            _log.info("the client closed the connection")
        finally:
            over.set()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(session, address.host, address.port)

    server = await _listening(listen, "TCP", address)
    async with server:
        _announce("TCP", address, server.sockets[0].getsockname()[1])
        await over.wait()
    return protocol.exit_code


async def _websocket_session(protocol: StrictProtocol, address: Address) -> int:
    try:
        from websockets.asyncio.server import Server, serve
        from websockets.exceptions import ConnectionClosed
    except ImportError as error:
        raise ServerError(
            "The package websockets is missing. Install dolmetsch[ws], or use stdio or --tcp."
        ) from error

    over = asyncio.Event()

    async def session(connection: "ServerConnection") -> None:
        if protocol.writer is not None:  # the one session is taken
            return
        writer = _WebSocketWriter(connection)
        protocol.set_writer(writer, include_headers=False)
        sending = asyncio.ensure_future(writer.send_all())
        try:
            while not protocol.finished.is_set():
                protocol.receive(await connection.recv(decode=False))
                await asyncio.sleep(0)  # as in _Frames.take
            writer.close()
            await sending
        except ConnectionClosed:
            _log.info("the client closed the connection")
        finally:
            sending.cancel()
            over.set()

    async def listen() -> Server:
        return await serve(
            session,
            address.host,
            address.port,
            origins=[None, _LOCAL_PAGE],
            max_size=LONGEST_MESSAGE,
            compression=None,
        )

    server = await _listening(listen, "WebSocket", address)
    _announce("WebSocket", address, next(iter(server.sockets)).getsockname()[1])
    await over.wait()
    server.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(server.wait_closed(), _FAREWELL)
    return protocol.exit_code


class _Frames:
    """Hands the messages of a stream to the protocol."""

    def __init__(self, protocol: StrictProtocol) -> None:
        self._protocol = protocol
        self._reader = FrameReader()

    async def take(self, chunk: bytes) -> None:
        for frame in self._reader.feed(chunk):
            if isinstance(frame, Malformed):
                self._protocol.refuse(None, JsonRpcParseError(frame.reason))
            else:
                self._protocol.receive(frame)
            # lets a request begin before the next message, so that it sees the document of its time
            await asyncio.sleep(0)


async def _watch_parent(protocol: StrictProtocol) -> None:
    await protocol.opened.wait()
    if protocol.parent is not None:
        await until_gone(protocol.parent)
        _log.warning("the client's process is gone")
        protocol.finish()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _CHUNK)
    except OSError:  # the client is gone
        return b""


async def _listening(listen: Callable[[], Awaitable[_Listener]], kind: str, address: Address) -> _Listener:
    try:
        return await listen()
    except OSError as error:
        reason = error.strerror or "the name is not known"
        raise ServerError(
            f"Cannot listen for {kind} on {address} ({reason}). Choose another address."
        ) from error


def _announce(kind: str, address: Address, port: int) -> None:
    """Says on stderr where the server listens, and who can reach it there."""
    reach = "this machine alone" if _is_loopback(address.host) else "every machine that reaches this address"
    print(
        f"dolmetsch: listening for {kind} on {Address(address.host, port)}, for {reach}",
        file=sys.stderr,
        flush=True,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
