"""Where a message begins and ends in a stream of bytes, and how to find the next one after garbage.

The base protocol: header lines, an empty line, then as many bytes as `Content-Length` says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_MESSAGE = 256 * 1024 * 1024
"""Bytes. A length beyond it is taken for a mistake; honest long messages hold a document."""

_LONGEST_HEADER = 8 * 1024
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d+)[ \t]*(?=\r?\n|\Z)", re.IGNORECASE)
_HEADER_LINES = re.compile(rb"(?:[\w-]+[ \t]*:[^\r\n]*\r?\n)*")


@dataclass(frozen=True)
class Malformed:
    """Bytes that are no message; reading goes on behind them."""

    reason: str


class FrameReader:
    """Cuts a stream of bytes into the bodies of its messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None  # of the body that comes next; None while in its header
        self._skipped = False

    def feed(self, data: bytes) -> Iterator[bytes | Malformed]:
        """Takes the next bytes of the stream and gives what they complete."""
        self._buffer += data
        while (found := self._next()) is not None:
            yield found

    def _next(self) -> bytes | Malformed | None:
        if self._length is not None:
            return self._body(self._length)
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > _LONGEST_HEADER:  # no header: keep what may be the beginning of one
                del self._buffer[:-_LONGEST_HEADER]
                self._skipped = True
            return None
        header = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        *_, length = [None, *_LENGTH.finditer(header)]
        skipped, self._skipped = self._skipped, False
        if length is None:
            return Malformed("The header has no valid Content-Length.")
        if len(length[1]) > 12 or int(length[1]) > LONGEST_MESSAGE:
            return Malformed("The message is too long.")
        self._length = int(length[1])
        if skipped or not _HEADER_LINES.fullmatch(header, 0, length.start()):
            return Malformed("There is something between the messages.")
        return self._next()

    def _body(self, length: int) -> bytes | None:
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._length = None
        return body
