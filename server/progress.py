"""How the client is told that something takes a while."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

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


@asynccontextmanager
async def progress_shown(
    server: DolmetschServer, title: str, token: types.ProgressToken | None
) -> AsyncIterator[Callable[[float], None]]:
    """Shows how far the block is, which says so itself, from 0 to 1; the user can cancel the task it runs in.

    `token` is the client's, if it brought one with its request; else it is asked to show progress, if it can,
    and the block does not wait for that.
    """
    bar = _Bar(server, title)
    creating = None
    if token is not None:
        bar.begin(token)
    elif server.client.work_done_progress:
        creating = asyncio.ensure_future(bar.create())
    try:
        yield bar.report
    finally:
        if creating is not None:
            creating.cancel()
        bar.end()


class _Bar:
    """Progress as the client shows it, once it does."""

    def __init__(self, server: DolmetschServer, title: str) -> None:
        self._progress = server.work_done_progress
        self._title = title
        self._task = asyncio.current_task()
        self._token: types.ProgressToken | None = None
        self._percentage = 0

    async def create(self) -> None:
        token = str(uuid.uuid4())
        try:
            await self._progress.create_async(token)
        except JsonRpcException:  # the client would rather not
            return
        self.begin(token)

    def begin(self, token: types.ProgressToken) -> None:
        self._token = token
        begin = types.WorkDoneProgressBegin(self._title, cancellable=True, percentage=self._percentage)
        self._progress.begin(token, begin)
        self._progress.tokens[token].add_done_callback(lambda _: self._task and self._task.cancel())

    def report(self, share: float) -> None:
        percentage = int(100 * share)
        if percentage == self._percentage:
            return
        self._percentage = percentage
        if self._token is not None:
            self._progress.report(self._token, types.WorkDoneProgressReport(percentage=percentage))

    def end(self) -> None:
        if self._token is not None:
            self._progress.end(self._token, types.WorkDoneProgressEnd())
            self._progress.tokens.pop(self._token, None)


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
