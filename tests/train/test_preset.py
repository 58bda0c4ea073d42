"""What a preset may say, and how soon and how clearly a mistake in it is said."""

import subprocess
import sys

import pytest

from train import preset
from train.errors import TrainingError
from train.settings import Seq2SeqSettings, TransformerPreset

CASES: list[tuple[str, type, str, str]] = [
    ("seq2seq", Seq2SeqSettings, "batch_size=0", "batch_size = 0 must be 1 or more."),
    ("seq2seq", Seq2SeqSettings, "layers=-1", "layers = -1 must be 1 or more."),
    ("seq2seq", Seq2SeqSettings, "dropout=1.0", "dropout = 1.0 must be 0 or more and less than 1."),
    ("seq2seq", Seq2SeqSettings, "teacher_forcing=1.1", "teacher_forcing = 1.1 must be from 0 to 1."),
    ("seq2seq", Seq2SeqSettings, "learning_rate=0", "learning_rate = 0 must be more than 0."),
    ("seq2seq", Seq2SeqSettings, "learning_rate=inf", "learning_rate = inf must be more than 0."),
    ("seq2seq", Seq2SeqSettings, "learning_rate=nan", "learning_rate = nan must be more than 0."),
    ("seq2seq", Seq2SeqSettings, "precision=16", "precision = 16 must be of type str."),
    ("seq2seq", Seq2SeqSettings, "precision=half", "precision = 'half' must be 32-true or bf16-mixed."),
    ("seq2seq", Seq2SeqSettings, "seed=-1", "seed = -1 must be from 0 to 2^63 - 1."),
    ("transformer", TransformerPreset, "vocabulary_size=10", "vocabulary_size = 10 must be 300 or more"),
    ("transformer", TransformerPreset, "batch_tokens=1.5", "batch_tokens = 1.5 must be of type int."),
    ("transformer", TransformerPreset, "cool_down_share=0", "must be more than 0 and at most 1."),
    ("transformer", TransformerPreset, "width=250", "width = 250 must be even, and a multiple of heads = 4."),
]


@pytest.mark.parametrize(("model", "settings", "change", "message"), CASES)
def test_what_a_setting_may_not_be_is_said(model: str, settings: type, change: str, message: str) -> None:
    (name,) = [name for name in preset.names(model) if name in ("default", "lab")]
    with pytest.raises(TrainingError) as caught:
        preset.load(model, name, settings, [change])
    assert message in str(caught.value)


@pytest.mark.parametrize("share", ["0", "0.5", "1"])
def test_the_ends_of_a_range_belong_to_it(share: str) -> None:
    loaded = preset.load("seq2seq", "lab", Seq2SeqSettings, [f"teacher_forcing={share}"])
    assert loaded.teacher_forcing == float(share)


@pytest.mark.parametrize("model", ["transformer", "seq2seq"])
def test_a_mistake_is_said_before_any_training_library_is_loaded(model: str) -> None:
    program = (
        "import sys; from train.__main__ import main;"
        f"status = main(['{model}', '--set', 'drop=1']);"
        "print(status, sorted({'torch', 'spacy', 'matplotlib', 'lightning_fabric'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "1 []"
    assert result.stderr.strip() == "dolmetsch-train: --set: unknown key drop. Did you mean dropout?"
