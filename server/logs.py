"""How the server logs: to stderr, and never a word of the user's text."""

import asyncio
import logging
from types import TracebackType
from typing import Any

LEVELS = ("debug", "info", "warning", "error")

_log = logging.getLogger(__name__)


def configure(level: str) -> None:
    """Sends the log to stderr, from `level` on."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for chatty in ("pygls", "asyncio", "websockets"):  # they log whole messages, and so the text in them
        logging.getLogger(chatty).setLevel(logging.CRITICAL + 1)


def report_loop_problem(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop's handler for exceptions that nothing awaited."""
    error = context.get("exception")
    if not isinstance(error, asyncio.CancelledError):  # that is how `shutdown` ends what is under way
        _log.error("something failed in the background", exc_info=error)


class DiscreetFormatter(logging.Formatter):
    """Writes where an exception was raised and its type, not its message, which may quote the text."""

    def formatException(  # noqa: N802 - the standard library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The frames, innermost last, and the type."""
        kind, _, trace = ei
        lines = []
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
            trace = trace.tb_next
        return "\n".join([*lines, f"  {kind.__name__ if kind else 'no exception'}"])
