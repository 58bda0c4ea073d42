"""How the client is told that something takes a while."""

import asyncio
import uuid
from collections.abc import Awaitable
from typing import Any, TypeVar

from lsprotocol import types

from server.language_server import DolmetschServer

T = TypeVar("T")


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
    created = asyncio.ensure_future(progress.create_async(token))
    both: set[asyncio.Future[Any]] = {created, work}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        created.cancel()
        return
    if created.cancelled() or created.exception():  # the client would rather not
        return
    progress.begin(token, types.WorkDoneProgressBegin(title))
    await asyncio.wait({work})
    progress.end(token, types.WorkDoneProgressEnd())
