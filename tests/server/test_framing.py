"""Messages in a stream of bytes, whole, in pieces, and with garbage between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.framing import LONGEST_MESSAGE, FrameReader, Malformed


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def read(*chunks: bytes) -> list[bytes | Malformed]:
    reader = FrameReader()
    return [frame for chunk in chunks for frame in reader.feed(chunk)]


@given(bodies=st.lists(st.binary(max_size=20), max_size=4), data=st.data())
def test_messages_come_whole_however_the_bytes_come(bodies: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(framed, bodies))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    chunks = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert read(*chunks) == bodies


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
        b"Content-Type: x\r\nContent-Length: 2\r\n\r\n",
        b"content-length:2\r\n\r\n",
    ],
)
def test_other_headers_and_other_spellings(header: bytes) -> None:
    assert read(header + b"{}") == [b"{}"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"garbage\n",
        b"\x00\xff\xfe" * 100,
        b'{"left": "over"}',
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"Content-Length: -5\r\n\r\n{}",
        b"Content-Length: five\r\n\r\n{}",
        b"Content-Length: %d\r\n\r\n{}" % (LONGEST_MESSAGE + 1),
        b"Content-Length: %s\r\n\r\n{}" % (b"9" * 5_000),
        b"x" * 100_000,
    ],
    ids=lambda garbage: repr(garbage[:20]),
)
def test_the_message_after_garbage_is_found(garbage: bytes) -> None:
    *malformed, last = read(garbage + framed(b'{"a": 1}') + framed(b"{}"))[:-1]
    assert last == b'{"a": 1}'
    assert malformed
    assert all(isinstance(frame, Malformed) for frame in malformed)


@given(garbage=st.binary(max_size=200))
def test_any_garbage_is_survived(garbage: bytes) -> None:
    reader = FrameReader()
    list(reader.feed(garbage))


def test_garbage_without_end_takes_no_memory() -> None:
    reader = FrameReader()
    for _ in range(100):
        assert list(reader.feed(b"x" * 100_000)) == []
    assert len(reader._buffer) <= 110_000
