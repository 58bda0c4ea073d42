"""Negative sampling: words that share their contexts come to lie together."""

import torch
import torch.nn.functional as F

from train.cooccurrence import Counts
from train.negative_sampling import NegativeSampling


def test_words_of_the_same_contexts_are_near() -> None:
    rows, columns = torch.meshgrid(torch.arange(8), torch.arange(8), indexing="ij")
    same = (rows // 4 == columns // 4).flatten()  # two topics of four words and four contexts
    counts = Counts(rows.flatten()[same], columns.flatten()[same], torch.ones(32), (8, 8))

    model = NegativeSampling(counts, dimension=4, smoothing=0.75, seed=1, pairs_per_cell=60_000)
    losses = list(model.train())

    unit = F.normalize(model.words)
    similarity = unit @ unit.T
    assert losses[-1] < losses[0]
    assert similarity[:4, :4].min() > similarity[:4, 4:].max() + 0.3
