"""Skip-gram with negative sampling, the field's usual way to word vectors, on counts of words and contexts.

Mikolov et al. 2013, "Distributed Representations of Words and Phrases and their Compositionality",
section 2.2.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from train.cooccurrence import Counts


class NegativeSampling:
    """Tells the contexts that a word was seen with from contexts drawn by chance.

    Args:
        counts: how often each word (row) meets each context (column).
        dimension: of the vectors.
        smoothing: chance draws contexts by their counts to this power.
        seed: of the first weights and of everything that is drawn.
        pairs_per_cell: how many pairs are drawn for each cell of the counts, over the whole training.
    """

    def __init__(
        self, counts: Counts, dimension: int, smoothing: float, seed: int, pairs_per_cell: float = 4.0
    ) -> None:
        torch.manual_seed(seed)
        self._counts = counts
        self._words = nn.Embedding(counts.shape[0], dimension, sparse=True)
        self._contexts = nn.Embedding(counts.shape[1], dimension, sparse=True)
        nn.init.uniform_(self._words.weight, -0.5 / dimension, 0.5 / dimension)
        nn.init.zeros_(self._contexts.weight)
        # frequent words are thinned out as by subsampling: a pair's weight falls with its words' counts
        of_word, of_context = counts.row_sums(), counts.transposed().row_sums()
        thinned = counts.values / (of_word[counts.rows] * of_context[counts.columns]).pow(_THINNING)
        self._pair_ends = thinned.double().cumsum(0)
        self._noise_ends = (of_context**smoothing).cumsum(0)
        self._steps = max(1, int(len(counts.values) * pairs_per_cell) // _BATCH)
        self._optimizer = torch.optim.SparseAdam(
            [*self._words.parameters(), *self._contexts.parameters()], lr=_LEARNING_RATE
        )

    @property
    def words(self) -> Tensor:
        """The words' vectors, float32 [words, dimension]."""
        return self._words.weight.detach()

    def train(self) -> Iterator[float]:
        """Gives the mean loss of each hundredth of the training."""
        losses: list[float] = []
        for step in range(self._steps):
            self._optimizer.param_groups[0]["lr"] = _LEARNING_RATE * (1 - step / self._steps)
            losses.append(self._step())
            if len(losses) * 100 >= self._steps:
                yield sum(losses) / len(losses)
                losses.clear()

    def _step(self) -> float:
        pairs = _drawn(self._pair_ends, _BATCH)
        words = self._words(self._counts.rows[pairs])  # [batch, dimension]
        contexts = self._contexts(self._counts.columns[pairs])  # [batch, dimension]
        # the whole batch shares its noise, so that it is one matrix product
        noise = self._contexts(_drawn(self._noise_ends, _SHARED_NOISE))  # [noise, dimension]
        seen = F.logsigmoid((words * contexts).sum(dim=1))  # [batch]
        unseen = F.logsigmoid(-words @ noise.T).mean(dim=1) * _NEGATIVES  # [batch]
        loss = -(seen + unseen).mean()
        self._optimizer.zero_grad()
        torch.autograd.backward(loss)
        self._optimizer.step()  # type: ignore[no-untyped-call]
        return float(loss.detach())


def _drawn(ends: Tensor, count: int) -> Tensor:
    """`count` numbers below len(ends), each as likely as its share of the last of the cumulative `ends`."""
    drawn = torch.rand(count, dtype=torch.float64) * ends[-1]
    return torch.searchsorted(ends, drawn).clamp_(max=len(ends) - 1)


_BATCH = 4_096
_SHARED_NOISE = 128
_NEGATIVES = 5
_LEARNING_RATE = 0.005
_THINNING = 0.25
