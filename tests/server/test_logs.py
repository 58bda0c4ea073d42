"""The log never quotes the user's text."""

import logging

import pytest

from server.logs import DiscreetFormatter, configure


def test_an_exception_is_logged_by_place_and_type_alone() -> None:
    record = None
    try:
        raise ValueError("the user's secret")
    except ValueError as error:
        record = logging.LogRecord(
            "a", logging.ERROR, "a", 1, "it failed", None, (type(error), error, error.__traceback__)
        )
    text = DiscreetFormatter("%(message)s").format(record)
    assert "secret" not in text
    assert "ValueError" in text
    assert "in test_an_exception_is_logged" in text


@pytest.mark.parametrize(
    "chatty", ["pygls.protocol", "pygls.protocol.json_rpc", "asyncio", "websockets.server"]
)
def test_libraries_that_log_whole_messages_are_silent(chatty: str) -> None:
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers[:]
    try:
        configure("debug")
        assert not logging.getLogger(chatty).isEnabledFor(logging.CRITICAL)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
