"""The one thread that does the model work, one piece after another, beside the event loop.

The threads of the event loop's pool also wait at the process's end for what runs in them; a model must hold
up neither other work nor the end, so it has a thread of its own.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Cancelled = Callable[[], bool]
"""Says whether nobody waits for the work any more."""


class Worker:
    """Does what it is given in the order it comes."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job[Any]] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="models", daemon=True)

    async def run(self, work: Callable[[Cancelled], T]) -> T:
        """What `work` gives. Cancelling this takes it from the queue, or tells it to stop if it has begun."""
        if self._thread.ident is None:
            self._thread.start()
        job = _Job(work)
        self._jobs.put(job)
        try:
            return await asyncio.wrap_future(job.outcome)
        except asyncio.CancelledError:
            job.abandoned.set()
            raise

    def _work(self) -> None:
        while True:
            self._jobs.get().do()


@dataclass
class _Job(Generic[T]):
    work: Callable[[Cancelled], T]
    outcome: Future[T] = field(default_factory=Future)
    abandoned: threading.Event = field(default_factory=threading.Event)

    def do(self) -> None:
        if not self.outcome.set_running_or_notify_cancel():
            return
        try:
            result = self.work(self.abandoned.is_set)
        except BaseException as error:
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(result)
