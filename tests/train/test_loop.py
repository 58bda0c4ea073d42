"""The training loop: what it keeps, how it stops, and that it goes on as if it had not stopped."""

import dataclasses
import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.errors import ModelError
from train import loop
from train.errors import TrainingError
from train.loop import RunSettings, Task

FEATURES = 4


class Regression(Task[Tensor]):
    """A line through ten points a batch; with dropout, so that it matters what is drawn in each step."""

    seed = 3

    def __init__(self, epochs: int = 3, validation_losses: Sequence[float] = (3.0, 2.0, 1.0)) -> None:
        self.epochs = epochs
        self.model = nn.Sequential(nn.Linear(FEATURES, 8), nn.Dropout(0.5), nn.Linear(8, 1))
        torch.manual_seed(self.seed)
        for parameter in self.model.parameters():
            nn.init.normal_(parameter)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=0.01)
        self.interrupt_at: tuple[int, int, int] | None = None
        """Epoch, step and signal: the process is asked to stop while it takes this step."""
        self.weights_by_epoch: list[dict[str, Tensor]] = []
        self.average = torch.zeros(1)
        self._validation_losses = list(validation_losses)

    def batches(self, epoch: int) -> list[Tensor]:
        generator = torch.Generator().manual_seed(epoch)
        return list(torch.rand(5, 10, FEATURES, generator=generator))

    def training_loss(self, model: nn.Module, batch: Tensor) -> tuple[Tensor, int]:
        return F.mse_loss(model(batch), batch.sum(dim=1, keepdim=True)), len(batch)

    def validate(self, model: nn.Module) -> dict[str, float]:
        assert not model.training
        assert torch.is_inference_mode_enabled()
        self.weights_by_epoch.append({name: value.clone() for name, value in self.model.state_dict().items()})
        return {"validation_loss": self._validation_losses[len(self.weights_by_epoch) - 1]}

    def before_step(self, step: int) -> None:
        epoch, step_in_epoch = step // 5, step % 5
        if self.interrupt_at and (epoch, step_in_epoch) == self.interrupt_at[:2]:
            os.kill(os.getpid(), self.interrupt_at[2])

    def after_step(self, step: int) -> None:
        weight = next(iter(self.model.parameters())).detach().flatten()[:1]
        self.average = 0.9 * self.average + 0.1 * weight

    def state(self) -> dict[str, Any]:
        return {"average": self.average, "validated": len(self.weights_by_epoch)}

    def load_state(self, state: dict[str, Any]) -> None:
        self.average = state["average"]
        self.weights_by_epoch = [{}] * state["validated"]


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    return RunSettings(tmp_path / "run", device="cpu", fingerprint={"rate": 0.01}, unit="points")


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def same(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> bool:
    return ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


# what a run keeps


def test_a_run_gives_and_writes_the_figures_of_every_epoch(settings: RunSettings) -> None:
    history = loop.train(Regression(), settings)

    assert [entry["epoch"] for entry in history] == [1, 2, 3]
    assert [entry["validation_loss"] for entry in history] == [3.0, 2.0, 1.0]
    assert history[-1]["training_loss"] < history[0]["training_loss"]
    assert all(entry["points_per_second"] > 0 for entry in history)
    lines = (settings.out / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == history


def test_the_best_epochs_weights_are_kept(settings: RunSettings) -> None:
    task = Regression(validation_losses=(2.0, 1.0, 3.0))

    loop.train(task, settings)

    assert same(loop.best_weights(settings.out), task.weights_by_epoch[1])


def test_the_best_is_the_highest_where_higher_is_better(settings: RunSettings) -> None:
    task = Regression(validation_losses=(2.0, 1.0, 3.0))
    task.higher_is_better = True

    loop.train(task, settings)

    assert same(loop.best_weights(settings.out), task.weights_by_epoch[2])


def test_nothing_but_finished_files_is_left(settings: RunSettings) -> None:
    loop.train(Regression(), settings)

    assert names_in(settings.out) == ["best.pt", "metrics.jsonl", "state.pt"]


def test_gradients_are_clipped_to_the_norm(settings: RunSettings) -> None:
    task = Regression(epochs=1)
    task.gradient_norm = 1e-3
    norms: list[float] = []
    task.after_step = lambda step: norms.append(  # type: ignore[method-assign]
        float(torch.nn.utils.get_total_norm(p.grad for p in task.model.parameters() if p.grad is not None))
    )

    loop.train(task, settings)

    assert norms == pytest.approx([1e-3] * 5, rel=1e-3)


def test_the_same_seed_gives_the_same_weights(settings: RunSettings, tmp_path: Path) -> None:
    ours, theirs = Regression(), Regression()

    loop.train(ours, settings)
    torch.rand(100)  # what was drawn before does not matter
    loop.train(theirs, dataclasses.replace(settings, out=tmp_path / "again"))

    assert same(ours.model.state_dict(), theirs.model.state_dict())


# stopping and going on


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("epoch", "step"), [(0, 0), (1, 2), (1, 4), (2, 4)])
def test_an_interrupted_run_resumes_to_the_same_result(
    settings: RunSettings, tmp_path: Path, number: signal.Signals, epoch: int, step: int
) -> None:
    whole = Regression()
    history = loop.train(whole, dataclasses.replace(settings, out=tmp_path / "whole"))

    stopped = Regression()
    stopped.interrupt_at = (epoch, step, number)
    with pytest.raises(KeyboardInterrupt):
        loop.train(stopped, settings)
    resumed = Regression()
    resumed_history = loop.train(resumed, dataclasses.replace(settings, resume=True))

    assert same(resumed.model.state_dict(), whole.model.state_dict())
    assert torch.equal(resumed.average, whole.average)
    assert same(loop.best_weights(settings.out), loop.best_weights(tmp_path / "whole"))
    assert [entry["training_loss"] for entry in resumed_history] == [
        entry["training_loss"] for entry in history
    ]


def test_a_run_that_dies_goes_on_from_its_last_saved_state(settings: RunSettings, tmp_path: Path) -> None:
    whole = Regression()
    loop.train(whole, dataclasses.replace(settings, out=tmp_path / "whole"))

    class Dying(Regression):
        def after_step(self, step: int) -> None:
            super().after_step(step)
            if step == 8:
                raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError):
        loop.train(Dying(), dataclasses.replace(settings, save_every_seconds=0.0))
    resumed = Regression()
    loop.train(resumed, dataclasses.replace(settings, resume=True))

    assert same(resumed.model.state_dict(), whole.model.state_dict())


def test_a_finished_run_resumes_to_its_end(settings: RunSettings) -> None:
    history = loop.train(Regression(), settings)

    assert loop.train(Regression(), dataclasses.replace(settings, resume=True)) == history


def test_asked_twice_a_run_stops_at_once(settings: RunSettings) -> None:
    class Stuck(Regression):
        def validate(self, model: nn.Module) -> dict[str, float]:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
            raise AssertionError("it went on")

    with pytest.raises(KeyboardInterrupt):
        loop.train(Stuck(), settings)


def test_the_signal_handlers_are_put_back(settings: RunSettings) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    loop.train(Regression(epochs=1), settings)

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


# what is refused


def test_a_fresh_run_does_not_overwrite_an_earlier_one(settings: RunSettings) -> None:
    loop.train(Regression(epochs=1), settings)

    with pytest.raises(TrainingError, match=r"holds an earlier run\. Continue it with --resume"):
        loop.train(Regression(epochs=1), settings)


def test_there_must_be_something_to_resume(settings: RunSettings) -> None:
    with pytest.raises(TrainingError, match=r"nothing to resume .* Start without --resume"):
        loop.train(Regression(), dataclasses.replace(settings, resume=True))

    assert not settings.out.exists()


def test_a_file_in_place_of_the_runs_directory_is_said(settings: RunSettings) -> None:
    settings.out.write_bytes(b"")

    with pytest.raises(ModelError, match=r"cannot be written \(File exists\)\. Choose another place"):
        loop.train(Regression(), settings)


def test_no_epochs_are_nothing_to_train(settings: RunSettings) -> None:
    with pytest.raises(TrainingError, match=r"nothing to train in 0 epochs\. Set 1 or more"):
        loop.train(Regression(epochs=0), settings)


def test_too_few_batches_for_the_processes_are_said(settings: RunSettings) -> None:
    class Nothing(Regression):
        def batches(self, epoch: int) -> list[Tensor]:
            return []

    with pytest.raises(TrainingError, match=r"0 batches for 1 processes in an epoch\. Train with fewer"):
        loop.train(Nothing(), settings)


def test_a_run_is_not_resumed_with_other_settings(settings: RunSettings) -> None:
    loop.train(Regression(epochs=1), settings)

    with pytest.raises(TrainingError, match="was trained with other settings"):
        loop.train(Regression(), dataclasses.replace(settings, resume=True, fingerprint={"rate": 0.02}))


def test_a_truncated_state_is_refused(settings: RunSettings) -> None:
    loop.train(Regression(epochs=1), settings)
    state = settings.out / "state.pt"
    state.write_bytes(state.read_bytes()[:-100])

    with pytest.raises(TrainingError, match=r"state\.pt cannot be read\. Start anew"):
        loop.train(Regression(), dataclasses.replace(settings, resume=True))


def test_a_loss_that_is_no_number_ends_the_run(settings: RunSettings) -> None:
    class Diverging(Regression):
        def training_loss(self, model: nn.Module, batch: Tensor) -> tuple[Tensor, int]:
            loss, count = super().training_loss(model, batch)
            return loss * torch.nan, count

    with pytest.raises(
        TrainingError, match=r"no number any more after step 1 of epoch 1\. Lower the learning"
    ):
        loop.train(Diverging(), settings)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_a_missing_device_is_said(settings: RunSettings) -> None:
    with pytest.raises(TrainingError, match=r"No CUDA device was found\. Use --device cpu"):
        loop.train(Regression(), dataclasses.replace(settings, device="cuda"))


@pytest.mark.parametrize("name", ["best.pt", "metrics.jsonl", "state.pt"])
def test_a_full_disk_leaves_nothing_half_written(settings: RunSettings, name: str) -> None:
    settings.out.mkdir()
    (settings.out / f".{name}.{os.getpid()}.part").symlink_to("/dev/full")

    with pytest.raises(ModelError, match=r"The disk is full: .* Free some space"):
        loop.train(Regression(), settings)

    assert name not in names_in(settings.out)
    assert not any(name.endswith(".part") for name in names_in(settings.out))
