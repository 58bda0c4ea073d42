"""The lab's translator in training: its corpus in the lab's numbers, its procedure, and the command."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from models import translator
from models.seq2seq import PADDING, Seq2Seq, initialise
from tests.train import tiny_multi30k
from train import loop, multi30k, preset, seq2seq
from train.__main__ import main
from train.benchmarks.seq2seq import plain_scores
from train.corpora import Corpora, catalogue
from train.multi30k import Batch, Multi30k
from train.seq2seq import Seq2SeqTask
from train.settings import Seq2SeqSettings

TINY = {
    "embedding": 24, "hidden": 32, "dropout": 0.1, "initial_range": 0.3, "maximum_length": 12,
    "batch_size": 8, "epochs": 3, "learning_rate": 0.015, "precision": "32-true", "minimum_frequency": 1,
}  # fmt: skip


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)  # for so small a model, more only get in each other's way


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "FILE", tiny_multi30k.write(tmp_path))
    return tmp_path / "mirror"


@pytest.fixture
def data(mirror: Path, tmp_path: Path) -> Multi30k:
    return multi30k.read(Corpora(tmp_path / "data", str(mirror)), minimum_frequency=1)


@pytest.fixture
def settings() -> Seq2SeqSettings:
    return replace(preset.load("seq2seq", "lab", Seq2SeqSettings), **TINY)  # type: ignore[arg-type]


def task_of(settings: Seq2SeqSettings, data: Multi30k) -> Seq2SeqTask:
    config = seq2seq.network_config(settings, len(data.source), len(data.target))
    return Seq2SeqTask(settings, config, data.encode(data.training), data.encode(data.validation))


def arguments(tmp_path: Path, mirror: Path, **changes: object) -> list[str]:
    options = ["--mirror", str(mirror), "--data", str(tmp_path / "data"), "--device", "cpu"]
    options += ["--out", str(tmp_path / "run")]
    for key, value in (TINY | changes).items():
        options += ["--set", f"{key}={value}"]
    return ["seq2seq", "--preset", "lab", *options]


# the lab's facts


@pytest.fixture(scope="module")
def lab_data(corpora_directory: Path) -> Multi30k:
    return multi30k.read(
        Corpora(corpora_directory), preset.load("seq2seq", "lab", Seq2SeqSettings).minimum_frequency
    )


@pytest.mark.corpora
def test_multi30k_has_the_labs_pairs(lab_data: Multi30k) -> None:
    assert [len(part) for part in (lab_data.training, lab_data.validation, lab_data.test)] == [
        29_000,
        1_014,
        1_000,
    ]


@pytest.mark.corpora
def test_the_first_source_is_the_labs(lab_data: Multi30k) -> None:
    german, english = lab_data.training[0]

    assert " ".join(german) == ". büsche vieler nähe der in freien im sind männer weiße junge zwei"
    assert " ".join(english) == "two young , white males are outside near many bushes ."


@pytest.mark.corpora
def test_the_vocabularies_are_the_labs(lab_data: Multi30k) -> None:
    assert len(lab_data.source) == 7_853
    assert len(lab_data.target) == 5_893
    assert lab_data.source.tokens[:4] == lab_data.target.tokens[:4] == ("<unk>", "<pad>", "<sos>", "<eos>")


@pytest.mark.corpora
def test_an_epoch_has_the_labs_227_batches_with_little_padding(lab_data: Multi30k) -> None:
    settings = preset.load("seq2seq", "lab", Seq2SeqSettings)

    batches = multi30k.shuffled_batches(
        lab_data.encode(lab_data.training), settings.batch_size, settings.pool, seed=1
    )

    assert len(batches) == 227
    padded = [(batch.source == PADDING).float().mean() for batch in batches]
    assert float(torch.stack(padded).mean()) < 0.03


def test_the_labs_preset_is_the_labs() -> None:
    settings = preset.load("seq2seq", "lab", Seq2SeqSettings)

    assert (settings.embedding, settings.hidden, settings.layers, settings.dropout) == (256, 512, 2, 0.5)
    assert (settings.epochs, settings.batch_size, settings.teacher_forcing) == (6, 128, 0.5)
    assert (settings.initial_range, settings.gradient_norm, settings.minimum_frequency) == (0.08, 1.0, 2)


# batches


def test_a_vocabulary_holds_what_is_frequent_most_frequent_first() -> None:
    sentences = [["b", "a", "c"], ["a", "b"], ["a", "d", "d"]]

    vocabulary = multi30k.build_vocabulary(sentences, minimum_frequency=2)

    assert vocabulary.tokens == ("<unk>", "<pad>", "<sos>", "<eos>", "a", "b", "d")


def test_an_epoch_shows_every_pair_once(data: Multi30k) -> None:
    pairs = data.encode(data.training)

    batches = multi30k.shuffled_batches(pairs, size=8, pool=2, seed=1)

    assert sorted(pairs) == sorted(pair for batch in batches for pair in _pairs_of(batch))


def test_epochs_are_shuffled_differently_and_the_same_again(
    settings: Seq2SeqSettings, data: Multi30k
) -> None:
    def order(epoch: int) -> list[object]:
        return [_pairs_of(batch) for batch in task_of(settings, data).batches(epoch)]

    assert order(0) == order(0)
    assert order(0) != order(1)


def _pairs_of(batch: Batch) -> list[tuple[list[int], list[int]]]:
    def without_padding(column: Tensor) -> list[int]:
        tokens: list[int] = column[column != PADDING].tolist()
        return tokens

    columns = range(batch.source.shape[1])
    return [(without_padding(batch.source[:, i]), without_padding(batch.target[:, i])) for i in columns]


# learning


def test_teacher_forcing_is_drawn_anew_for_every_step_and_batch() -> None:
    torch.manual_seed(1)

    draws = [seq2seq.draw_forced(10, 0.5) for _ in range(1_000)]

    assert len({tuple(draw) for draw in draws}) > 500
    for step in range(10):
        assert sum(draw[step] for draw in draws) / 1_000 == pytest.approx(0.5, abs=0.06)


def test_the_loss_is_the_mean_over_words_and_leaves_padding_out(
    data: Multi30k, settings: Seq2SeqSettings
) -> None:
    task = task_of(settings, data)
    pairs = data.encode([data.training[0], (["mann"], ["man"])])
    model = task.model.eval()
    forced = [True] * 20

    losses = [
        float(seq2seq.loss_of(model, multi30k.to_batch([pair]), forced[: len(pair[1]) - 1]).detach())
        for pair in pairs
    ]
    batch = multi30k.to_batch(pairs)
    together = float(seq2seq.loss_of(model, batch, forced[: len(batch.target) - 1]).detach())

    tokens = [len(target) - 1 for _, target in pairs]
    assert batch.target_tokens == sum(tokens)
    assert together == pytest.approx(
        sum(loss * count for loss, count in zip(losses, tokens, strict=True)) / sum(tokens), rel=1e-5
    )


def test_evaluation_is_without_teacher_forcing_and_does_not_depend_on_the_batches(
    data: Multi30k, settings: Seq2SeqSettings
) -> None:
    model = task_of(settings, data).model.eval()
    pairs = data.encode(data.validation)

    losses = [seq2seq.evaluate(model, multi30k.sorted_batches(pairs, size)).per_token for size in (1, 5, 100)]

    assert losses == pytest.approx([losses[0]] * 3, rel=1e-5)
    assert losses[0] != pytest.approx(_forced_loss(model, multi30k.to_batch(pairs)), rel=1e-5)


def _forced_loss(model: nn.Module, batch: Batch) -> float:
    return float(seq2seq.loss_of(model, batch, [True] * (len(batch.target) - 1)).detach())


def test_a_training_step_learns_what_the_plain_loop_learns(data: Multi30k, settings: Seq2SeqSettings) -> None:
    batch = task_of(settings, data).batches(0)[0]
    forced = [True, False, True, True, False, True, True, True, True][: len(batch.target) - 1]

    def gradients(score: Callable[[Seq2Seq], Tensor]) -> list[Tensor]:
        torch.manual_seed(1)
        model = Seq2Seq(seq2seq.network_config(settings, len(data.source), len(data.target))).eval()
        initialise(model, 0.5)
        scores = score(model)
        loss = nn.functional.cross_entropy(
            scores.flatten(0, 1), batch.target[1:].flatten(), ignore_index=PADDING
        )
        torch.autograd.backward(loss)
        return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]

    ours = gradients(lambda model: model(batch.source, batch.lengths, batch.target, forced))
    plain = gradients(lambda model: plain_scores(model, batch, forced))

    for one, other in zip(ours, plain, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


# the command


def test_the_command_trains_a_translator_that_knows_its_corpus(
    tmp_path: Path, mirror: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(tmp_path, mirror, epochs=40)) == 0

    run = tmp_path / "run"
    learned = translator.load(run / "checkpoint").translate([german for german, _ in tiny_multi30k.PAIRS])
    right = sum(one.text == pair[1] for one, pair in zip(learned, tiny_multi30k.PAIRS, strict=True))
    assert right >= 0.9 * len(learned)

    epochs = [json.loads(line) for line in (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(epochs) == 40
    assert epochs[0].keys() >= {"training_loss", "validation_loss", "validation_perplexity", "seconds"}
    manifest = json.loads((run / "checkpoint" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["metrics"]["test_bleu"]["value"] > 80
    assert "tok:none" in manifest["metrics"]["test_bleu"]["scheme"]
    assert manifest["corpora"][0]["licence"] == "CC0 1.0"
    report = (run / "report.md").read_text(encoding="utf-8")
    assert "| test loss | 4.259 (PPL 70.7) |" in report
    assert tiny_multi30k.PAIRS[0][1] in report
    for plot in ("loss.png", "length.png"):
        assert (run / plot).read_bytes().startswith(b"\x89PNG")
        assert plot in report
    assert "validation loss" in capsys.readouterr().out


def test_the_best_epoch_by_validation_is_kept(
    tmp_path: Path, data: Multi30k, settings: Seq2SeqSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = task_of(settings, data)
    weights: list[Tensor] = []
    losses = iter([3.0, 1.0, 2.0])

    def validate(model: nn.Module) -> dict[str, float]:
        weights.append(task.model.state_dict()["decoder.output.weight"].clone())
        return {"validation_loss": next(losses), "validation_perplexity": 1.0}

    monkeypatch.setattr(task, "validate", validate)

    loop.train(task, loop.RunSettings(tmp_path / "run", device="cpu"))

    torch.testing.assert_close(loop.best_weights(tmp_path / "run")["decoder.output.weight"], weights[1])


def test_an_interrupted_run_resumes_to_the_same_result(
    tmp_path: Path, data: Multi30k, settings: Seq2SeqSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = loop.train(task_of(settings, data), loop.RunSettings(tmp_path / "whole", device="cpu"))

    interrupted = task_of(settings, data)
    learn = interrupted.training_loss
    steps = iter(range(100))

    def learn_until_interrupted(model: nn.Module, batch: Batch) -> tuple[Tensor, int]:
        if next(steps) == 8:  # in the second epoch, which has six steps
            os.kill(os.getpid(), signal.SIGINT)
        return learn(model, batch)

    monkeypatch.setattr(interrupted, "training_loss", learn_until_interrupted)
    with pytest.raises(KeyboardInterrupt):
        loop.train(interrupted, loop.RunSettings(tmp_path / "parts", device="cpu"))
    parts = loop.train(
        task_of(settings, data), loop.RunSettings(tmp_path / "parts", device="cpu", resume=True)
    )

    timing = {"seconds", "tokens_per_second"}
    assert [{k: v for k, v in epoch.items() if k not in timing} for epoch in parts] == [
        {k: v for k, v in epoch.items() if k not in timing} for epoch in whole
    ]
    for name, weight in loop.best_weights(tmp_path / "whole").items():
        torch.testing.assert_close(loop.best_weights(tmp_path / "parts")[name], weight, rtol=0, atol=0)


def test_two_processes_train_together(tmp_path: Path, mirror: Path) -> None:
    script = tmp_path / "train_tiny.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\n"
        "from train.__main__ import main\nfrom train.corpora import catalogue\n"
        f"catalogue.FILE = Path({str(tmp_path / 'catalogue.toml')!r})\nsys.exit(main())\n",
        encoding="utf-8",
    )
    Corpora(tmp_path / "data", str(mirror)).paths("multi30k")  # fetched once, not by both at the same time
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]

    done = subprocess.run(
        [*torchrun, str(script), *arguments(tmp_path, mirror)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("epoch 3: ") == 1  # one of them speaks
    assert translator.load(tmp_path / "run" / "checkpoint").translate(["Ein Mann lacht."])[0].text


# errors


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--preset", "lap"], "There is no preset lap"),
        (["--set", "epoch=3"], "unknown key epoch. Did you mean epochs?"),
        (["--resume"], "There is nothing to resume"),
    ],
)
def test_bad_input_is_one_sentence_and_a_failure(
    tmp_path: Path, mirror: Path, capsys: pytest.CaptureFixture[str], option: list[str], message: str
) -> None:
    assert main([*arguments(tmp_path, mirror), *option]) == 1

    error = capsys.readouterr().err
    assert message in error.splitlines()[-1]
    assert not (tmp_path / "run" / "checkpoint").exists()


def test_an_altered_corpus_is_refused(
    tmp_path: Path, mirror: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Corpora(tmp_path / "data", str(mirror)).paths("multi30k")
    (tmp_path / "data" / "multi30k" / "val.en.gz").write_bytes(b"something else")

    assert main(arguments(tmp_path, mirror)) == 1

    assert "val.en.gz is truncated or altered" in capsys.readouterr().err
