"""The training loop of every model: epochs, validation, best weights, interruption and resumption.

Lightning Fabric brings devices, precision and several processes; the loop itself stays here, short enough to
read. What torch draws in a step depends on the seed, the epoch, the step and the process alone, never on what
ran before: that is what makes an interrupted run resume to the very result of an uninterrupted one.
"""

import dataclasses
import io
import json
import math
import os
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Generic, TypeVar

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from tqdm import tqdm

from models.files import make_directory, replacing_file
from train.errors import TrainingError

Batch = TypeVar("Batch")

STATE = "state.pt"
BEST = "best.pt"
METRICS = "metrics.jsonl"


class Task(ABC, Generic[Batch]):
    """One model and what it learns from."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    epochs: int
    seed: int
    gradient_norm: float | None = None
    """Gradients are clipped to this norm; None leaves them as they are."""
    monitor: str = "validation_loss"
    """The figure that says which epoch is best."""
    higher_is_better: bool = False

    @abstractmethod
    def batches(self, epoch: int) -> Sequence[Batch]:
        """The batches of one epoch, in order; the same for the same seed and epoch."""

    @abstractmethod
    def training_loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, int]:
        """The mean loss of one batch, and the number of items it is the mean of.

        `model` is `self.model` as the devices want it called.
        """

    @abstractmethod
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Figures after an epoch, `monitor` among them; the model is in evaluation mode."""

    def before_step(self, step: int) -> None:
        """Called with the number of steps since the start, for instance to set the learning rate."""

    def after_step(self, step: int) -> None:
        """Called after the optimizer's step, for instance to average weights."""

    def state(self) -> dict[str, Any]:
        """Tensors and numbers beyond the model's and the optimizer's that resumption needs."""
        return {}

    def load_state(self, state: dict[str, Any]) -> None:
        """The counterpart of `state`."""

    def best_weights(self) -> dict[str, Tensor]:
        """The weights that are kept when an epoch is the best so far."""
        return self.model.state_dict()


@dataclass(frozen=True)
class RunSettings:
    """How a run is carried out, as against what it trains."""

    out: Path
    device: str = "auto"
    precision: str = "32-true"
    """Fabric's name: `32-true`, `bf16-mixed`."""
    resume: bool = False
    save_every_seconds: float = 300.0
    fingerprint: Mapping[str, Any] = field(default_factory=dict)
    """What must be the same for a run to be resumed: the preset."""
    unit: str = "tokens"
    """What the items of a batch are, for the progress bar."""


@dataclass
class _Progress:
    """How far a run is; `loss_sum`, `items` and `seconds` are those of the epoch under way."""

    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    items: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)


def train(task: Task[Any], settings: RunSettings) -> list[dict[str, float]]:
    """Trains to the last epoch and gives the figures of every epoch.

    `settings.out` then holds `best.pt` (the best epoch's weights) and `metrics.jsonl`.

    Raises:
        TrainingError: there is nothing to train, the device is missing, the run cannot be resumed, or the
            loss is no number any more.
        ModelError: the disk is full, or `settings.out` cannot be written.
        KeyboardInterrupt: interrupted; the state is saved, and the same command with `--resume` goes on.
    """
    if task.epochs < 1:
        raise TrainingError(f"There is nothing to train in {task.epochs} epochs. Set 1 or more.")
    fabric = make_fabric(settings.device, settings.precision)
    model, optimizer = fabric.setup(task.model, task.optimizer)
    progress = _resumed(task, settings) if settings.resume else _fresh(settings)
    make_directory(settings.out)
    with _interruptible() as interrupted:
        run = _Run(task, settings, fabric, model, optimizer, progress, interrupted)
        while progress.epoch < task.epochs:
            run.train_epoch()
            run.finish_epoch()
    return progress.history


def best_weights(out: Path) -> dict[str, Tensor]:
    """The weights of a run's best epoch, on the CPU."""
    weights: dict[str, Tensor] = torch.load(out / BEST, map_location="cpu", weights_only=True)
    return weights


def is_main_process() -> bool:
    """Whether this is the only process, or the one of several that writes files and prints."""
    return os.environ.get("RANK", "0") == "0"


def process_count() -> int:
    """How many processes train together: what a run's steps are divided by."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def make_fabric(device: str, precision: str) -> Fabric:
    """The device, precision and processes of a run; under `torchrun`, one of its processes.

    Raises:
        TrainingError: `cuda` was asked for and is not there.
    """
    if device == "cuda" and not torch.cuda.is_available():
        raise TrainingError("No CUDA device was found. Use --device cpu, or auto to take what is there.")
    accelerator = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
    processes = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    fabric = Fabric(
        accelerator=accelerator,
        devices=processes,
        num_nodes=process_count() // processes,
        strategy="ddp" if "LOCAL_WORLD_SIZE" in os.environ else "auto",
        precision=precision,  # type: ignore[arg-type]  # checked by Fabric, which names the choices
    )
    fabric.launch()
    return fabric


@dataclass
class _Run:
    """A run under way, in one of its processes."""

    task: Task[Any]
    settings: RunSettings
    fabric: Fabric
    model: Any
    """The task's model as the devices want it called."""
    optimizer: Any
    progress: _Progress
    interrupted: list[int]
    """Empty until the process is asked to stop."""

    def train_epoch(self) -> None:
        """Takes every step of the epoch that is left.

        Raises:
            TrainingError: there are too few batches for the processes.
            KeyboardInterrupt: the process was asked to stop; the state is saved.
        """
        progress, rank, processes = self.progress, self.fabric.global_rank, self.fabric.world_size
        batches = self.task.batches(progress.epoch)
        if len(batches) < processes:
            raise TrainingError(
                f"There are {len(batches)} batches for {processes} processes in an epoch. "
                "Train with fewer processes, with smaller batches or on more data."
            )
        # as many for each process
        batches = batches[rank : len(batches) // processes * processes : processes]
        started = saved = time.monotonic()
        seconds_before, items_before = progress.seconds, progress.items
        self.model.train()
        with self._bar(len(batches)) as bar:
            while progress.step < len(batches):
                self._step(batches[progress.step], progress.epoch * len(batches) + progress.step)
                now = time.monotonic()
                progress.seconds = seconds_before + now - started
                bar.update()
                if not bar.disable:
                    speed = (progress.items - items_before) * processes / (now - started)
                    loss = progress.loss_sum / progress.items
                    bar.set_postfix_str(
                        f"loss {loss:.3f}, {speed:,.0f} {self.settings.unit}/s", refresh=False
                    )
                stop, save = self._agreed(
                    bool(self.interrupted), now - saved > self.settings.save_every_seconds
                )
                if stop or save:
                    saved = now
                    self.save()
                if stop:
                    raise KeyboardInterrupt

    def finish_epoch(self) -> None:
        """Validates, keeps the weights if they are the best so far, and notes the figures."""
        self.model.eval()
        with torch.inference_mode():
            figures = self.task.validate(self.model)
        progress = self.progress
        loss_sum, items = self._totals()
        entry = {
            "epoch": progress.epoch + 1,
            "training_loss": loss_sum / items,
            **figures,
            f"{self.settings.unit}_per_second": items / max(progress.seconds, 1e-9),
            "seconds": progress.seconds,
        }
        progress.history.append(entry)
        progress.epoch += 1
        progress.step, progress.loss_sum, progress.items, progress.seconds = 0, 0.0, 0, 0.0
        if self.fabric.global_rank == 0:
            if entry is self._best():
                _write(self.settings.out / BEST, self.task.best_weights())
            lines = "".join(json.dumps(line) + "\n" for line in progress.history)
            with replacing_file(self.settings.out / METRICS) as temporary:
                temporary.write_text(lines, encoding="utf-8")
            shown = (
                f"{name.replace('_', ' ')} {value:,.3f}" for name, value in entry.items() if name != "epoch"
            )
            print(f"epoch {progress.epoch}: {', '.join(shown)}", flush=True)
        self.save()

    def save(self) -> None:
        """Saves everything that resumption needs; every process must call it."""
        loss_sum, items = self._totals()
        if self.fabric.global_rank != 0:
            return
        state = {
            "fingerprint": _fingerprint(self.settings),
            "progress": vars(dataclasses.replace(self.progress, loss_sum=loss_sum, items=items)),
            "model": self.task.model.state_dict(),
            "optimizer": self.task.optimizer.state_dict(),
            "task": self.task.state(),
        }
        _write(self.settings.out / STATE, state)

    def _step(self, batch: Any, steps_before: int) -> None:
        task, progress = self.task, self.progress
        _seed_step(task.seed, progress.epoch, progress.step, self.fabric.global_rank)
        task.before_step(steps_before)
        loss, items = task.training_loss(self.model, batch)
        self.optimizer.zero_grad(set_to_none=True)
        self.fabric.backward(loss)
        if task.gradient_norm is not None:
            self.fabric.clip_gradients(self.model, self.optimizer, max_norm=task.gradient_norm)
        self.optimizer.step()
        task.after_step(steps_before)
        progress.step += 1
        progress.loss_sum += float(loss.detach()) * items
        progress.items += items
        if not math.isfinite(progress.loss_sum):
            raise TrainingError(
                f"The loss is no number any more after step {progress.step} of epoch {progress.epoch + 1}. "
                "Lower the learning rate with --set."
            )

    def _agreed(self, *wishes: bool) -> list[bool]:
        """Each wish, or'ed over all processes, so that they stop and save at the same step."""
        if self.fabric.world_size == 1:
            return list(wishes)
        anywhere = self.fabric.all_reduce(torch.tensor(wishes, dtype=torch.float32), reduce_op="max")
        return [bool(wish) for wish in anywhere]

    def _totals(self) -> tuple[float, int]:
        """Sum of the losses and number of items of the epoch under way, over all processes."""
        if self.fabric.world_size == 1:
            return self.progress.loss_sum, self.progress.items
        own = torch.tensor([self.progress.loss_sum, self.progress.items], dtype=torch.float64)
        totals = self.fabric.all_reduce(own, reduce_op="sum")
        return float(totals[0]), int(totals[1])

    def _best(self) -> dict[str, float]:
        choose = max if self.task.higher_is_better else min
        return choose(self.progress.history, key=lambda entry: entry[self.task.monitor])

    def _bar(self, steps: int) -> "tqdm[Any]":
        return tqdm(
            total=steps,
            initial=self.progress.step,
            desc=f"epoch {self.progress.epoch + 1}/{self.task.epochs}",
            disable=None if self.fabric.global_rank == 0 else True,  # None: shown on a terminal alone
            file=sys.stderr,
            leave=False,
        )


def _seed_step(seed: int, epoch: int, step: int, rank: int) -> None:
    torch.manual_seed(((seed * 1_000_003 + epoch) * 1_000_003 + step * 1_009 + rank) % 2**63)


def _fingerprint(settings: RunSettings) -> str:
    return json.dumps(dict(settings.fingerprint), sort_keys=True)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    serialized = io.BytesIO()  # torch itself does not say that a disk is full
    torch.save(content, serialized)
    with replacing_file(path) as temporary:
        temporary.write_bytes(serialized.getbuffer())


def _fresh(settings: RunSettings) -> _Progress:
    if (settings.out / STATE).exists():
        raise TrainingError(
            f"{settings.out} holds an earlier run. Continue it with --resume, or name another directory with "
            "--out."
        )
    return _Progress()


def _resumed(task: Task[Any], settings: RunSettings) -> _Progress:
    path = settings.out / STATE
    if not path.exists():
        raise TrainingError(f"There is nothing to resume in {settings.out}. Start without --resume.")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise TrainingError(
            f"{path} cannot be read. Start anew without --resume, in another --out."
        ) from error
    if state["fingerprint"] != _fingerprint(settings):
        raise TrainingError(
            f"{settings.out} was trained with other settings. Resume with the same preset and --set, "
            "or name another directory with --out."
        )
    task.model.load_state_dict(state["model"])
    task.optimizer.load_state_dict(state["optimizer"])
    task.load_state(state["task"])
    progress = _Progress(**state["progress"])
    if not is_main_process():  # the sums are of all processes together
        progress.loss_sum, progress.items = 0.0, 0
    return progress


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Gives a list that is empty until the process is asked to stop (SIGINT or SIGTERM)."""
    received: list[int] = []
    passed_on = "LOCAL_WORLD_SIZE" in os.environ  # torchrun sends on what the terminal sent already

    def remember(number: int, _frame: FrameType | None) -> None:
        if received and not passed_on:
            raise KeyboardInterrupt
        received.append(number)

    previous = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
