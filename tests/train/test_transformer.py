"""Training the default translator: it learns, resumes, and ships what it has learned."""

import dataclasses
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece
import torch

from models import checkpoint
from models.default_translator import DefaultTranslator
from models.transformer import Transformer
from tests.train import tiny_translation
from train import loop
from train.__main__ import main
from train.errors import TrainingError
from train.export import write_ctranslate2
from train.settings import TransformerPreset
from train.subwords import BEGIN, END
from train.token_batches import padded
from train.transformer import (
    TranslationTask,
    learning_rate,
    network_config,
    piece_list,
    vocabulary_rows,
    vocabulary_sentences,
)
from train.transformer_report import write_report
from train.transformer_results import write_checkpoint

SENTENCES = ["a b", "c", "h g f e", "a a b", "d e f"]
BACKWARDS = ["b a", "c", "e f g h", "b a a", "f e d"]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the matrices are too small to share
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("transformer")


@pytest.fixture(scope="module")
def pieces(directory: Path) -> sentencepiece.SentencePieceProcessor:
    return tiny_translation.pieces(directory)


@pytest.fixture(scope="module")
def trained(directory: Path, pieces: sentencepiece.SentencePieceProcessor) -> Path:
    """The directory of a finished run."""
    torch.set_num_threads(1)
    settings = tiny_translation.preset()
    tiny_translation.describe(directory, settings)
    task = TranslationTask(settings, pieces, tiny_translation.mix())
    loop.train(task, loop.RunSettings(out=directory, device="cpu"))
    return directory


@pytest.fixture(scope="module")
def transformer(trained: Path, pieces: sentencepiece.SentencePieceProcessor) -> Transformer:
    transformer = Transformer(network_config(tiny_translation.preset(), vocabulary_rows(pieces)))
    transformer.load_state_dict(loop.best_weights(trained))
    return transformer.eval()


def test_a_small_transformer_learns_to_say_it_backwards(
    transformer: Transformer, pieces: sentencepiece.SentencePieceProcessor
) -> None:
    pairs = tiny_translation.pairs(200, seed=4)
    produced = greedy(transformer, pieces, [source for source, _ in pairs])
    right = sum(text == target for text, (_, target) in zip(produced, pairs, strict=True))
    assert right / len(pairs) > 0.97


def test_ctranslate2_says_what_torch_says(
    transformer: Transformer, pieces: sentencepiece.SentencePieceProcessor, tmp_path: Path
) -> None:
    write_ctranslate2(transformer, piece_list(pieces, vocabulary_rows(pieces)), tmp_path, quantization=None)
    exported = ctranslate2.Translator(str(tmp_path), "cpu", intra_threads=1)
    sources = [source for source, _ in tiny_translation.pairs(50, seed=5)] + ["a b c d e f g h", "x"]
    results = exported.translate_batch(
        pieces.encode(sources, return_type=str), beam_size=1, return_scores=True
    )
    theirs = [pieces.decode(result.hypotheses[0]) for result in results]
    assert theirs == greedy(transformer, pieces, sources)


def test_the_checkpoint_translates_as_the_trained_model(
    trained: Path, transformer: Transformer, pieces: sentencepiece.SentencePieceProcessor, tmp_path: Path
) -> None:
    write_checkpoint(trained, tmp_path / "translator")
    translator = DefaultTranslator.open(checkpoint.load(tmp_path / "translator", ("transformer",)))
    translations = [translation.text for translation in translator.translate(SENTENCES)]
    assert translations == greedy(transformer, pieces, SENTENCES) == BACKWARDS


def test_the_manifest_says_what_was_measured(trained: Path, tmp_path: Path) -> None:
    write_checkpoint(trained, tmp_path, lambda translator: {"hit": translator.translate(["a b"])[0].text})
    manifest = checkpoint.load(tmp_path, ("transformer",)).manifest
    assert manifest.metrics["hit"] == "b a"
    assert manifest.metrics["training"]["development"]["backwards_chrf"] > 90
    assert manifest.languages == ["de", "en"]
    assert manifest.hyperparameters["width"] == manifest.architecture["width"]


def test_measuring_leaves_the_weights_alone(trained: Path, tmp_path: Path) -> None:
    write_checkpoint(trained, tmp_path / "unmeasured")
    write_checkpoint(trained, tmp_path / "measured", lambda translator: {"hit": 1})
    unmeasured, measured = (
        checkpoint.load(tmp_path / name, ("transformer",)).manifest for name in ("unmeasured", "measured")
    )
    assert unmeasured.files == measured.files


def test_an_unfinished_run_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"run\.json is missing"):
        write_checkpoint(tmp_path, tmp_path / "translator")


def test_an_interrupted_run_resumes_to_the_same_result(
    pieces: sentencepiece.SentencePieceProcessor, tmp_path: Path
) -> None:
    settings = tiny_translation.preset(total_target_tokens=16_000, interval_target_tokens=8_000, noise=True)
    whole = TranslationTask(settings, pieces, tiny_translation.mix())
    loop.train(whole, loop.RunSettings(out=tmp_path / "whole", device="cpu"))
    interrupted = Interrupted(settings, pieces, tiny_translation.mix())
    with pytest.raises(KeyboardInterrupt):
        loop.train(interrupted, loop.RunSettings(out=tmp_path / "parts", device="cpu"))
    resumed = TranslationTask(settings, pieces, tiny_translation.mix())
    loop.train(resumed, loop.RunSettings(out=tmp_path / "parts", device="cpu", resume=True))
    for one, other in zip(whole.averages, resumed.averages, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


class Interrupted(TranslationTask):
    """Stops once, in the middle of the second interval."""

    steps = 0

    def after_step(self, step: int) -> None:
        super().after_step(step)
        self.steps += 1
        if self.steps == 13:
            signal.raise_signal(signal.SIGTERM)


def test_the_learning_rate_rises_stays_and_falls() -> None:
    settings = tiny_translation.preset(
        total_target_tokens=1_000, warm_up_target_tokens=100, cool_down_share=0.4, peak_learning_rate=2.0
    )
    rates = [learning_rate(settings, tokens) for tokens in (0, 50, 100, 600, 800, 1_000)]
    assert rates == pytest.approx([0, 1, 2, 2, 1, 0])


def test_a_longer_training_goes_the_same_way_at_first() -> None:
    settings = tiny_translation.preset(total_target_tokens=1_000, cool_down_share=0.4)
    longer = dataclasses.replace(settings, total_target_tokens=5_000)
    assert all(
        learning_rate(settings, tokens) == learning_rate(longer, tokens) for tokens in range(0, 601, 50)
    )


def test_the_vocabulary_is_learned_from_both_sides_by_weight() -> None:
    sentences = vocabulary_sentences(tiny_translation.mix())
    assert len(sentences) == 8_000  # all there is is less than what is wanted
    assert sentences[0] != sentences[1]


def test_noise_and_placeholders_leave_the_number_of_target_tokens(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    plain, varied = (
        TranslationTask(settings, pieces, tiny_translation.mix())
        for settings in (
            tiny_translation.preset(),
            tiny_translation.preset(placeholder_share=1.0, noise=True),
        )
    )
    assert tokens_of(plain) == tokens_of(varied)


def tokens_of(task: TranslationTask) -> int:
    return sum(make().tokens for make in task.batches(0))


def greedy(
    transformer: Transformer, pieces: sentencepiece.SentencePieceProcessor, sources: list[str]
) -> list[str]:
    source = padded([[*row, END] for row in pieces.encode(sources)])
    rows = transformer.greedy(source, source != 3, BEGIN, END, 20)
    return [str(text) for text in pieces.decode(rows)]


def test_preset_ships() -> None:
    from train import preset

    settings = preset.load("transformer", "default", TransformerPreset)
    assert settings.width % settings.heads == 0
    assert settings.interval_target_tokens <= settings.total_target_tokens


DEVELOPMENT = {"backwards": tiny_translation.pairs(60, 3)}


def test_the_report_holds_every_figure_and_the_plots(trained: Path, tmp_path: Path) -> None:
    out = reported(trained, tmp_path)
    text = (out / "report.md").read_text(encoding="utf-8")
    assert "| target tokens seen | 260,000 of 260,000 |" in text
    assert "| best interval | 2 of 2, at 260,000 tokens |" in text
    assert "| device | a test |" in text
    assert "| peak_learning_rate | 0.004 |" in text
    assert [line.split(" | ")[1] for line in text.splitlines() if line.startswith(("| 1 |", "| 2 |"))] == [
        "130,000",
        "260,000",
    ]
    for name in ("loss.png", "development.png", "length.png"):
        assert f"]({name})" in text
        assert (out / name).read_bytes().startswith(b"\x89PNG")


def test_the_report_shows_what_the_best_weights_say(trained: Path, tmp_path: Path) -> None:
    text = (reported(trained, tmp_path) / "report.md").read_text(encoding="utf-8")
    examples = [
        line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| backwards |")
    ]
    assert len(examples) == 4
    assert all(reference == translation for _, _, reference, translation in examples)


def test_a_resumed_run_reports_its_whole_history_and_what_it_was_judged_by_later(
    pieces: sentencepiece.SentencePieceProcessor, tmp_path: Path
) -> None:
    mix = tiny_translation.mix()
    more = dataclasses.replace(mix, development=mix.development | {"again": mix.development["backwards"]})
    settings = tiny_translation.preset(total_target_tokens=16_000, interval_target_tokens=8_000)
    (tmp_path / "pieces.model").write_bytes(pieces.serialized_model_proto())
    tiny_translation.describe(tmp_path, settings)
    for total, resume, judged in ((16_000, False, mix), (32_000, True, more)):
        longer = dataclasses.replace(settings, total_target_tokens=total)
        task = TranslationTask(longer, pieces, judged)
        loop.train(task, loop.RunSettings(out=tmp_path, device="cpu", resume=resume))
    write_checkpoint(tmp_path, tmp_path / "checkpoint")
    told = write_report(tmp_path, DEVELOPMENT)
    first, last = (line.split(" | ") for line in told.splitlines() if line[:4] in ("| 1 ", "| 4 "))
    assert (first[1], last[1]) == ("8,000", "32,000")
    assert first[5:7] == ["", ""]
    assert last[5:7] == last[3:5]


@pytest.mark.parametrize("command", [["report"], ["export", "exported"]])
def test_what_is_no_run_is_refused_in_one_sentence(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"")
    name, *directory = command
    assert main([name, str(file), *(str(tmp_path / entry) for entry in directory)]) == 1
    assert "holds no run with a finished interval" in capsys.readouterr().err


def reported(trained: Path, tmp_path: Path) -> Path:
    """A copy of the finished run, with its report."""
    out = tmp_path / "run"
    shutil.copytree(trained, out)
    write_checkpoint(out, out / "checkpoint")
    write_report(out, DEVELOPMENT)
    return out
