"""The Word2Vec network of the lab: the context predicts the centre. Needs torch."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Word2VecArchitecture:
    """What is needed to build the network."""

    vocabulary: int
    dimension: int


class Word2Vec(nn.Module):
    """Scores every word of the vocabulary as the centre of a context word.

    Both layers hold one vector a word, [vocabulary, dimension]: `embedding` as context, `output` as centre.
    An embedding is the product of a one-hot vector and a matrix, without the multiplications by zero.
    """

    def __init__(self, architecture: Word2VecArchitecture) -> None:
        super().__init__()
        self.embedding = nn.Embedding(architecture.vocabulary, architecture.dimension)
        self.output = nn.Linear(architecture.dimension, architecture.vocabulary, bias=False)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.embedding.weight.device

    def forward(self, contexts: Tensor) -> Tensor:
        """Logits of the centre [batch, vocabulary], from ids of the context [batch]."""
        logits: Tensor = self.output(self.embedding(contexts))
        return logits
