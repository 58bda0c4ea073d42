"""Full-softmax Word2Vec trained on counts: no pair is drawn, and the corpus' length costs nothing.

The loss of Word2Vec depends on the corpus only through how often each context meets each centre. With counts
C[context, centre] its mean is

    (sum over contexts of n(context) * logsumexp(logits of the context)  -  sum of C * logits) / sum of C

so that one pass over the contexts is one pass over the corpus, whatever its length.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from train.cooccurrence import Counts


@dataclass(frozen=True)
class ExactSettings:
    """How the counts are learnt from."""

    dimension: int
    passes: int
    """Times that each context is seen."""
    block: int
    """Contexts a step."""
    learning_rate: float
    """Falls to zero in a straight line."""
    seed: int = 1


class ExactWord2Vec:
    """Predicts the centre from a context: softmax of `contexts @ centres.T + prior`.

    Args:
        counts: how often each context (row) meets each centre (column).
        prior: logits of the centres that are the same for every context, float32 [centres]; None: zeros, as
            the lab's network has them. With log-probabilities, the vectors learn what the context adds.
        first: the contexts' and the centres' vectors to begin with, which are changed; None: drawn ones.
    """

    def __init__(
        self,
        counts: Counts,
        settings: ExactSettings,
        prior: Tensor | None = None,
        first: tuple[Tensor, Tensor] | None = None,
    ) -> None:
        torch.manual_seed(settings.seed)
        # scaled so that the first logits are near zero, and the first step sees the prior alone
        contexts, centres = first or (
            torch.randn(size, settings.dimension) * _FIRST_SCALE for size in counts.shape
        )
        self._contexts = nn.Embedding(counts.shape[0], settings.dimension, sparse=True, _weight=contexts)
        self._centres = nn.Parameter(centres)
        self._settings = settings
        self._prior = torch.zeros(counts.shape[1]) if prior is None else prior
        self._total = float(counts.values.sum())
        self._blocks = _blocks(counts, settings.block)
        self._optimizers = (
            torch.optim.SparseAdam(self._contexts.parameters(), lr=settings.learning_rate),
            torch.optim.Adam([self._centres], lr=settings.learning_rate, betas=(0.9, 0.98)),
        )

    @property
    def contexts(self) -> Tensor:
        """The contexts' vectors, float32 [contexts, dimension]."""
        return self._contexts.weight.detach()

    @property
    def centres(self) -> Tensor:
        """The centres' vectors, float32 [centres, dimension]."""
        return self._centres.detach()

    def train(self) -> Iterator[float]:
        """Gives the mean loss in nats of each pass, as it trains."""
        steps = self._settings.passes * len(self._blocks)
        step = 0
        generator = torch.Generator().manual_seed(self._settings.seed)
        for _ in range(self._settings.passes):
            loss = 0.0
            for number in torch.randperm(len(self._blocks), generator=generator).tolist():
                for optimizer in self._optimizers:
                    for group in optimizer.param_groups:
                        group["lr"] = self._settings.learning_rate * (1 - step / steps)
                loss += self._step(self._blocks[number])
                step += 1
            yield loss / self._total

    @torch.no_grad()
    def loss(self) -> float:
        """The mean loss in nats of the weights as they are."""
        return sum(self._loss_and_gradient(block)[0] for block in self._blocks) / self._total

    @torch.no_grad()
    def _step(self, block: "_Block") -> float:
        loss, gradient = self._loss_and_gradient(block)
        gradient = (gradient / block.occurrences.sum()).to(_COMPUTE)  # [contexts of the block, centres]
        of_contexts = (gradient @ self._centres.to(_COMPUTE)).float()
        of_centres = (gradient.T @ self._contexts.weight[block.contexts].to(_COMPUTE)).float()
        shape = self._contexts.weight.shape
        self._contexts.weight.grad = torch.sparse_coo_tensor(
            block.contexts[None], of_contexts, shape, is_coalesced=True, check_invariants=False
        )
        self._centres.grad = of_centres
        for optimizer in self._optimizers:
            optimizer.step()  # type: ignore[no-untyped-call]
        return loss

    def _loss_and_gradient(self, block: "_Block") -> tuple[float, Tensor]:
        """The block's summed loss, and its gradient by the logits, [contexts of the block, centres]."""
        vectors = self._contexts.weight[block.contexts].to(_COMPUTE)
        logits = (vectors @ self._centres.to(_COMPUTE).T).float()
        logits += self._prior
        normalisers = logits.logsumexp(dim=1)  # [contexts of the block]
        observed = (block.values * logits[block.rows, block.centres]).sum()
        loss = float((block.occurrences * normalisers).sum() - observed)
        # expected counts less observed ones
        gradient = logits.sub_(normalisers[:, None]).exp_().mul_(block.occurrences[:, None])
        gradient[block.rows, block.centres] -= block.values
        return loss, gradient


@dataclass(frozen=True)
class _Block:
    """Some contexts with their counts."""

    contexts: Tensor
    """Their numbers, increasing, int64 [contexts of the block]."""
    occurrences: Tensor
    """n(context), float32 [contexts of the block]."""
    rows: Tensor
    """For each cell, which of the block's contexts it belongs to, int64 [cells]."""
    centres: Tensor
    """int64 [cells]"""
    values: Tensor
    """float32 [cells]"""


def _blocks(counts: Counts, size: int) -> list[_Block]:
    """The contexts that occur, dealt out by frequency: each block has a fair share of frequent ones."""
    occurrences = counts.row_sums()
    ranked = torch.argsort(occurrences, descending=True)[: int((occurrences > 0).sum())]
    count = max(1, -(-len(ranked) // size))
    order = torch.argsort(counts.rows, stable=True)
    rows, columns, values = counts.rows[order], counts.columns[order], counts.values[order]
    starts = torch.searchsorted(rows, torch.arange(counts.shape[0] + 1))
    blocks = []
    for number in range(count):
        contexts = ranked[number::count].sort().values
        cells = torch.cat([torch.arange(int(starts[row]), int(starts[row + 1])) for row in contexts.tolist()])
        lengths = starts[contexts + 1] - starts[contexts]
        within = torch.repeat_interleave(torch.arange(len(contexts)), lengths)
        blocks.append(_Block(contexts, occurrences[contexts].float(), within, columns[cells], values[cells]))
    return blocks


_FIRST_SCALE = 0.1
_COMPUTE = torch.bfloat16
"""Matrix products are several times faster than in float32; sums are float32."""
