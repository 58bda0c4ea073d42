"""A language pair small enough to be learned within seconds: the target is the source backwards."""

import dataclasses
import json
import random
from pathlib import Path

import sentencepiece

from train import subwords
from train.corpora.mix import Domain, Mix
from train.settings import TransformerPreset
from train.transformer_run import RUN

LETTERS = "abcdefgh"


def pairs(count: int, seed: int) -> list[tuple[str, str]]:
    """One to four words of one letter, and the same words from last to first."""
    rng = random.Random(seed)
    rows = [rng.choices(LETTERS, k=rng.randint(1, 4)) for _ in range(count)]
    return [(" ".join(row), " ".join(reversed(row))) for row in rows]


def mix() -> Mix:
    """Two domains of the same task, one of which is seen twice as often."""
    return Mix(
        domains=[Domain("first", 2.0, pairs(2_000, 1)), Domain("second", 1.0, pairs(2_000, 2))],
        development={"backwards": pairs(60, 3)},
        report=[],
        frequent_words=[],
        kept_out_words=[],
    )


def pieces(directory: Path) -> sentencepiece.SentencePieceProcessor:
    """A vocabulary of the letters, learned from them."""
    path = directory / "pieces.model"
    if not path.exists():
        subwords.learn([side for pair in pairs(2_000, 1) for side in pair], 320, path)
    return subwords.open_pieces(path)


def preset(**changes: object) -> TransformerPreset:
    """Settings that learn the task in seconds on one core."""
    settings: dict[str, object] = {
        "vocabulary_size": 320,
        "width": 64,
        "heads": 4,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "feed_forward_width": 128,
        "dropout": 0.0,
        "label_smoothing": 0.1,
        "noise": False,
        "placeholder_share": 0.0,
        "maximum_tokens": 32,
        "batch_tokens": 2_000,
        "total_target_tokens": 260_000,
        "interval_target_tokens": 130_000,
        "peak_learning_rate": 4e-3,
        "warm_up_target_tokens": 20_000,
        "cool_down_share": 0.5,
        "gradient_norm": 1.0,
        "averaging_decay": 0.98,
        "development_sentences": 60,
        "seed": 1,
    }
    return TransformerPreset(**(settings | changes))  # type: ignore[arg-type]


def describe(out: Path, settings: TransformerPreset) -> None:
    """What `train.transformer_run.describe` notes of a run, without any corpora."""
    content = {
        "settings": dataclasses.asdict(settings),
        "corpora": [],
        "revision": "unknown",
        "device": "a test",
    }
    (out / RUN).write_text(json.dumps(content), encoding="utf-8")
