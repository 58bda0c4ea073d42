"""Full-softmax Word2Vec on counts: its loss is that of the pairs, and it goes as low as it can."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from train import preset, word2vec, word2vec_results
from train.cooccurrence import Counts
from train.corpora import Corpora
from train.exact_word2vec import ExactSettings, ExactWord2Vec

PAIRS = [(0, 1)] * 6 + [(0, 2)] * 2 + [(1, 0)] * 4 + [(2, 0)] * 1 + [(2, 2)] * 3
"""(context, centre)"""


@pytest.fixture
def counts() -> Counts:
    return word2vec.pair_counts(torch.tensor(PAIRS).flip(1), 4)


def test_the_loss_is_the_mean_over_all_pairs(counts: Counts) -> None:
    model = ExactWord2Vec(counts, ExactSettings(dimension=3, passes=1, block=2, learning_rate=0.1))
    contexts, centres = torch.tensor(PAIRS).unbind(dim=1)

    logits = model.contexts[contexts] @ model.centres.T

    assert model.loss() == pytest.approx(float(F.cross_entropy(logits, centres)), rel=1e-2)  # bfloat16


def test_it_learns_how_often_each_centre_follows_its_context(counts: Counts) -> None:
    settings = ExactSettings(dimension=4, passes=300, block=2, learning_rate=0.1)
    model = ExactWord2Vec(counts, settings)

    losses = list(model.train())

    table = torch.zeros(3, 4)
    for context, centre in PAIRS:
        table[context, centre] += 1
    share = table / table.sum(dim=1, keepdim=True)
    entropy = -(table * share.clamp(min=1e-9).log()).sum() / table.sum()  # no model can do better
    assert losses[0] > 1.2
    assert entropy <= model.loss() + 1e-3
    assert model.loss() == pytest.approx(float(entropy), abs=0.02)


def test_a_context_that_never_occurs_is_left_alone(counts: Counts) -> None:
    model = ExactWord2Vec(counts, ExactSettings(dimension=3, passes=5, block=2, learning_rate=0.1))
    before = model.contexts[3].clone()

    list(model.train())

    assert torch.equal(model.contexts[3], before)


def test_a_prior_is_what_is_expected_of_every_context(counts: Counts) -> None:
    prior = torch.tensor([0.2, 0.3, 0.4, 0.1]).log()
    model = ExactWord2Vec(
        counts, ExactSettings(dimension=2, passes=1, block=4, learning_rate=0.1), prior=prior
    )

    frequencies = torch.tensor([prior[centre] for _, centre in PAIRS])
    assert model.loss() == pytest.approx(-float(frequencies.mean()), abs=0.02)


@pytest.mark.corpora
def test_it_beats_the_labs_loss_in_a_few_passes(corpora_directory: Path) -> None:
    settings = preset.load("word2vec", "lab", word2vec.Word2VecSettings)
    data = word2vec.read(Corpora(corpora_directory), settings)
    model = ExactWord2Vec(
        word2vec.pair_counts(data.pairs, len(data.stems)),
        ExactSettings(settings.dimension, passes=8, block=1_024, learning_rate=0.1),
    )

    *_, last = model.train()

    assert last < word2vec_results.LAB_LOSSES[-1]
