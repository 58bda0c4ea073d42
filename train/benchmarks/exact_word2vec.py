"""How soon the exact trainer beats the loss that the lab reached with 2.6 million steps of one pair each."""

import time
from dataclasses import dataclass

from train import preset, word2vec, word2vec_results
from train.corpora import Corpora
from train.exact_word2vec import ExactSettings, ExactWord2Vec
from train.settings import Word2VecSettings

PASSES = 20
BLOCK = 1_024
LEARNING_RATE = 0.1


@dataclass(frozen=True)
class Race:
    """Training on the lab's pairs, counting them included."""

    lab_loss: float
    """Mean loss in nats of the lab's third epoch."""
    seconds: float
    """Until a pass whose mean loss, as it trains, is below the lab's."""
    last_loss: float
    """Of the last of `PASSES` passes."""
    last_seconds: float


def measure(corpora: Corpora) -> Race:
    """Trains on the counts of the lab's pairs."""
    settings = preset.load("word2vec", "lab", Word2VecSettings)
    data = word2vec.read(corpora, settings)
    lab_loss = word2vec_results.LAB_LOSSES[-1]
    started = time.perf_counter()
    counts = word2vec.pair_counts(data.pairs, len(data.stems))
    model = ExactWord2Vec(counts, ExactSettings(settings.dimension, PASSES, BLOCK, LEARNING_RATE))
    beaten = loss = float("inf")
    for loss in model.train():
        if loss < lab_loss:
            beaten = min(beaten, time.perf_counter() - started)
    return Race(lab_loss, beaten, loss, time.perf_counter() - started)
