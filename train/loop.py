"""The training loop that every model goes through: epochs, validation, best weights, interruption and resumption.

Lightning Fabric brings devices, precision and several processes; the loop itself stays here, short enough to read.
The randomness of a step depends on the seed, the epoch, the step and the process alone, never on what ran before:
that is what makes an interrupted run resume to the very result of an uninterrupted one.
"""

import json
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

from models.files import replacing_file
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
        """Called with the number of steps since the start of training, for instance to set the learning rate."""

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
    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    items: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)


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
        num_nodes=int(os.environ.get("WORLD_SIZE", "1")) // processes,
        strategy="ddp" if "LOCAL_WORLD_SIZE" in os.environ else "auto",
        precision=precision,  # type: ignore[arg-type]  # checked by Fabric, which names the choices
    )
    fabric.launch()
    return fabric


def train(task: Task[Any], settings: RunSettings) -> list[dict[str, float]]:
    """Trains to the last epoch and gives the figures of every epoch.

    `settings.out` then holds `best.pt` (the best epoch's weights) and `metrics.jsonl`.

    Raises:
        TrainingError: the device is missing, or the run cannot be resumed.
        KeyboardInterrupt: interrupted; the state was saved, and the same command with `--resume` goes on from it.
    """
    fabric = make_fabric(settings.device, settings.precision)
    settings.out.mkdir(parents=True, exist_ok=True)
    model, optimizer = fabric.setup(task.model, task.optimizer)
    progress = _resumed(task, settings) if settings.resume else _fresh(settings)
    with _interruptible() as interrupted:
        while progress.epoch < task.epochs:
            _train_epoch(task, settings, fabric, model, optimizer, progress, interrupted)
            _finish_epoch(task, settings, fabric, model, progress)
    return progress.history


def best_weights(out: Path) -> dict[str, Tensor]:
    """The weights of a run's best epoch, on the CPU."""
    weights: dict[str, Tensor] = torch.load(out / BEST, map_location="cpu", weights_only=True)
    return weights


def _train_epoch(
    task: Task[Any],
    settings: RunSettings,
    fabric: Fabric,
    model: Any,
    optimizer: Any,
    progress: _Progress,
    interrupted: list[int],
) -> None:
    batches = task.batches(progress.epoch)
    batches = batches[fabric.global_rank : len(batches) // fabric.world_size * fabric.world_size : fabric.world_size]
    started = saved = time.monotonic()
    seconds_before = progress.seconds
    model.train()
    bar = tqdm(
        total=len(batches),
        initial=progress.step,
        desc=f"epoch {progress.epoch + 1}/{task.epochs}",
        disable=None if fabric.global_rank == 0 else True,
        file=sys.stderr,
        leave=False,
    )
    items_here = 0
    while progress.step < len(batches):
        batch = batches[progress.step]
        _seed_step(task.seed, progress.epoch, progress.step, fabric.global_rank)
        task.before_step(progress.epoch * len(batches) + progress.step)
        loss, items = task.training_loss(model, batch)
        optimizer.zero_grad(set_to_none=True)
        fabric.backward(loss)
        if task.gradient_norm is not None:
            fabric.clip_gradients(model, optimizer, max_norm=task.gradient_norm)
        optimizer.step()
        task.after_step(progress.epoch * len(batches) + progress.step)
        progress.step += 1
        progress.loss_sum += float(loss.detach()) * items
        progress.items += items
        items_here += items
        now = time.monotonic()
        progress.seconds = seconds_before + now - started
        bar.update()
        if not bar.disable:
            bar.set_postfix_str(
                f"loss {progress.loss_sum / progress.items:.3f}, {items_here / (now - started):,.0f} {settings.unit}/s",
                refresh=False,
            )
        if interrupted or now - saved > settings.save_every_seconds:
            saved = now
            _save(task, settings, fabric, progress)
        if interrupted:
            bar.close()
            raise KeyboardInterrupt
    bar.close()


def _finish_epoch(task: Task[Any], settings: RunSettings, fabric: Fabric, model: Any, progress: _Progress) -> None:
    model.eval()
    with torch.inference_mode():
        figures = task.validate(model)
    totals = torch.tensor([progress.loss_sum, float(progress.items)], dtype=torch.float64)
    totals = fabric.all_reduce(totals, reduce_op="sum") if fabric.world_size > 1 else totals
    entry = {
        "epoch": progress.epoch + 1,
        "training_loss": float(totals[0] / totals[1]),
        **figures,
        f"{settings.unit}_per_second": float(totals[1]) / max(progress.seconds, 1e-9),
        "seconds": progress.seconds,
    }
    progress.history.append(entry)
    is_best = entry is _best(task, progress.history)
    progress.epoch += 1
    progress.step, progress.loss_sum, progress.items, progress.seconds = 0, 0.0, 0, 0.0
    if fabric.global_rank == 0:
        if is_best:
            _write(settings.out / BEST, task.best_weights())
        with replacing_file(settings.out / METRICS) as temporary:
            temporary.write_text("".join(json.dumps(line) + "\n" for line in progress.history), encoding="utf-8")
        shown = ", ".join(f"{name.replace('_', ' ')} {value:,.3f}" for name, value in entry.items() if name != "epoch")
        print(f"epoch {entry['epoch']:.0f}: {shown}", flush=True)
    _save(task, settings, fabric, progress)


def _best(task: Task[Any], history: list[dict[str, float]]) -> dict[str, float]:
    choose = max if task.higher_is_better else min
    return choose(history, key=lambda entry: entry[task.monitor])


def _seed_step(seed: int, epoch: int, step: int, rank: int) -> None:
    torch.manual_seed((seed * 1_000_003 + epoch) * 1_000_003 + step * 1_009 + rank)


def _save(task: Task[Any], settings: RunSettings, fabric: Fabric, progress: _Progress) -> None:
    if fabric.global_rank != 0:
        return
    state = {
        "fingerprint": json.dumps(dict(settings.fingerprint), sort_keys=True),
        "progress": vars(progress),
        "model": task.model.state_dict(),
        "optimizer": task.optimizer.state_dict(),
        "task": task.state(),
    }
    _write(settings.out / STATE, state)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with replacing_file(path) as temporary:
        torch.save(content, temporary)


def _fresh(settings: RunSettings) -> _Progress:
    if (settings.out / STATE).exists():
        raise TrainingError(
            f"{settings.out} holds an earlier run. Continue it with --resume, or name another directory with --out."
        )
    return _Progress()


def _resumed(task: Task[Any], settings: RunSettings) -> _Progress:
    path = settings.out / STATE
    if not path.exists():
        raise TrainingError(f"There is nothing to resume in {settings.out}. Start without --resume.")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise TrainingError(f"{path} cannot be read. Start anew without --resume, in another --out.") from error
    if state["fingerprint"] != json.dumps(dict(settings.fingerprint), sort_keys=True):
        raise TrainingError(
            f"{settings.out} was trained with other settings. Resume with the same preset and --set, "
            "or name another directory with --out."
        )
    task.model.load_state_dict(state["model"])
    task.optimizer.load_state_dict(state["optimizer"])
    task.load_state(state["task"])
    return _Progress(**state["progress"])


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Gives a list that is empty until the process is asked to stop (SIGINT or SIGTERM)."""
    received: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    previous = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
