"""How the translator's joint subword vocabulary is learned and opened (SentencePiece)."""

import random
from collections.abc import Iterable
from pathlib import Path

import sentencepiece

from models.files import replacing_file
from models.placeholders import PLACEHOLDERS

UNKNOWN, BEGIN, END, PADDING = 0, 1, 2, 3
"""Ids of the control tokens."""


def learn(sentences: Iterable[str], size: int, path: Path, seed: int = 0) -> None:
    """Learns a unigram vocabulary of `size` pieces (Kudo 2018) and writes the SentencePiece model to `path`.

    Case stays as it is; numbers are split into digits, so that they are copied digit by digit; what no piece
    covers falls back to bytes, so that nothing is unknown.
    """
    shuffled = list(sentences)
    random.Random(seed).shuffle(shuffled)
    with replacing_file(path) as temporary, temporary.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(shuffled),
            model_writer=file,
            model_type="unigram",
            vocab_size=size,
            character_coverage=0.9995,
            byte_fallback=True,
            split_digits=True,
            user_defined_symbols=list(PLACEHOLDERS),
            unk_id=UNKNOWN,
            bos_id=BEGIN,
            eos_id=END,
            pad_id=PADDING,
            num_threads=2,
            minloglevel=2,
            hard_vocab_limit=False,
        )


def open_pieces(path: Path) -> sentencepiece.SentencePieceProcessor:
    """The vocabulary in a SentencePiece model file."""
    return sentencepiece.SentencePieceProcessor(model_file=str(path))
