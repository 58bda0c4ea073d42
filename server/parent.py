"""Whether the process that the client named as the server's parent still runs."""

import asyncio
import os
import select
import sys
from collections.abc import Callable

INTERVAL = 0.5
"""Seconds between two looks."""


async def until_gone(process_id: int) -> None:
    """Returns when the process has ended, at once if it has already."""
    runs = _observer(process_id)
    while runs():
        await asyncio.sleep(INTERVAL)


def _observer(process_id: int) -> Callable[[], bool]:
    """A function that says whether a process still runs."""
    if sys.platform == "win32":
        import ctypes

        synchronize, timeout = 0x00100000, 0x00000102
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(synchronize, False, process_id)
        return lambda: bool(handle) and kernel.WaitForSingleObject(handle, 0) == timeout
    if hasattr(os, "pidfd_open"):
        # It sees the end of a process nobody has waited for yet, and no other process when the id is reused.
        poll = select.poll()
        try:
            poll.register(os.pidfd_open(process_id), select.POLLIN)
        except (ProcessLookupError, OverflowError):
            return lambda: False
        except OSError:
            return lambda: _answers(process_id)
        return lambda: not poll.poll(0)
    return lambda: _answers(process_id)


def _answers(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # it runs, as another user
    return True
