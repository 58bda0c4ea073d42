"""How one command becomes several processes that train together on the cores of one machine."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from types import FrameType

POLL_SECONDS = 0.2


def are_running() -> bool:
    """Whether this is already one of several processes."""
    return "LOCAL_WORLD_SIZE" in os.environ


def run_together(count: int, command: Sequence[str]) -> int:
    """Runs a command in `count` processes of one thread each that know each other; gives their exit status.

    One exchange of gradients a step keeps cores busier than threads that meet at every operation: where
    something else uses a core now and then, all threads wait for it hundreds of times a step. An interruption
    is passed on, and when a process fails, the others are ended.
    """
    shared = os.environ | {
        "WORLD_SIZE": str(count),
        "LOCAL_WORLD_SIZE": str(count),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(_free_port()),
        "OMP_NUM_THREADS": "1",
    }
    processes: list[subprocess.Popen[bytes]] = []
    received: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        for process in processes:
            if process.poll() is None:
                process.send_signal(number)

    # before the first process starts: an interruption that came between would leave it behind
    previous = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for rank in range(count):
            own = {"RANK": str(rank), "LOCAL_RANK": str(rank), "NODE_RANK": "0"}
            processes.append(subprocess.Popen(command, env=shared | own))
            if received:  # while it started, when nobody knew it yet
                processes[-1].send_signal(received[-1])
        return _wait(processes)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _wait(processes: Sequence["subprocess.Popen[bytes]"]) -> int:
    while any(process.poll() is None for process in processes):
        failed = [process for process in processes if process.poll()]
        if failed:
            for process in processes:
                if process.poll() is None:
                    process.terminate()
            for process in processes:
                process.wait()
            return int(failed[0].returncode)
        time.sleep(POLL_SECONDS)
    return max(process.returncode for process in processes)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
