"""Work on the one thread, and how it is called off."""

import asyncio
import threading

import pytest

from server.worker import Worker
from tests.server.fakes import SECONDS

pytestmark = pytest.mark.asyncio


async def test_work_is_done_in_order_on_one_thread_that_is_not_the_loops() -> None:
    worker = Worker()
    done: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        return threading.get_ident()

    threads = await asyncio.gather(*(worker.run(lambda _, n=n: work(n)) for n in range(5)))  # type: ignore[misc]
    assert done == [0, 1, 2, 3, 4]
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_an_error_comes_to_the_one_who_waits_and_the_thread_goes_on() -> None:
    worker = Worker()
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda _: 1 // 0)
    assert await worker.run(lambda _: 1) == 1


async def test_work_that_has_begun_is_told_when_nobody_waits_any_more() -> None:
    worker = Worker()
    begun, told = threading.Event(), threading.Event()

    def work(cancelled) -> None:  # type: ignore[no-untyped-def]
        begun.set()
        while not cancelled():
            threading.Event().wait(0.001)
        told.set()

    task = asyncio.ensure_future(worker.run(work))
    assert await asyncio.to_thread(begun.wait, SECONDS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(told.wait, SECONDS)


async def test_work_that_has_not_begun_is_never_done() -> None:
    worker = Worker()
    gate = threading.Event()
    first = asyncio.ensure_future(worker.run(lambda _: gate.wait(SECONDS)))
    done: list[str] = []
    second = asyncio.ensure_future(worker.run(lambda _: done.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait({second})
    gate.set()
    assert await first
    await worker.run(lambda _: done.append("third"))
    assert done == ["third"]
