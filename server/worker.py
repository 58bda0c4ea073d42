"""The one thread that does the model work, one piece after another, beside the event loop.

The threads of the event loop's pool also wait at the process's end for what runs in them; a model must hold
up neither other work nor the end, so it has a thread of its own.
"""

import asyncio
import enum
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import PriorityQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Cancelled = Callable[[], bool]
"""Says whether nobody waits for the work any more."""


class Urgency(enum.IntEnum):
    """What goes first where several pieces of work wait."""

    NOW = 0
    """Somebody looks at the screen and waits for it."""
    LATER = 1
    """It fills the screen by and by."""


class Worker:
    """Does the urgent work first, and work of the same urgency in the order it comes."""

    def __init__(self) -> None:
        self._jobs: PriorityQueue[tuple[Urgency, int, _Job[Any]]] = PriorityQueue()
        self._numbers = itertools.count()
        self._thread = threading.Thread(target=self._work, name="models", daemon=True)

    async def run(self, work: Callable[[Cancelled], T], urgency: Urgency = Urgency.NOW) -> T:
        """What `work` gives. Cancelling this takes it from the queue, or tells it to stop if it has begun."""
        if self._thread.ident is None:
            self._thread.start()
        job = _Job(work)
        self._jobs.put((urgency, next(self._numbers), job))
        try:
            return await asyncio.wrap_future(job.outcome)
        except asyncio.CancelledError:
            job.abandoned.set()
            raise

    def _work(self) -> None:
        while True:
            _, _, job = self._jobs.get()
            job.do()


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
