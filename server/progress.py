"""How the client is told that something takes a while."""

import asyncio
import uuid
from collections.abc import Awaitable
from typing import TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from server.language_server import DolmetschServer

T = TypeVar("T")

_PATIENCE = 2.0
"""Seconds the client has to answer that it will show progress."""


async def with_progress(server: DolmetschServer, title: str, work: Awaitable[T]) -> T:
    """What `work` gives; meanwhile the client shows `title`, if it can. The work does not wait for it."""
    task = asyncio.ensure_future(work)
    shown = asyncio.ensure_future(_show(server, title, task))
    try:
        return await task
    finally:
        await shown


async def _show(server: DolmetschServer, title: str, work: asyncio.Future[T]) -> None:
    if not server.client.work_done_progress:
        return
    token = str(uuid.uuid4())
    progress = server.work_done_progress
    try:
        await asyncio.wait_for(progress.create_async(token), _PATIENCE)
    except (TimeoutError, JsonRpcException):
        return
    progress.begin(token, types.WorkDoneProgressBegin(title))
    await asyncio.wait({work})
    progress.end(token, types.WorkDoneProgressEnd())
