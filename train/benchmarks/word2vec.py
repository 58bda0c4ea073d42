"""How many more pairs a second Word2Vec learns from in minibatches than one at a time, as in the lab."""

import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.word2vec import Word2Vec, Word2VecArchitecture
from train.benchmarks import Comparison
from train.word2vec import centre_loss

VOCABULARY = 3_085
DIMENSION = 50
BATCH = 2_048
SECONDS = 3.0
"""How long each loop is measured."""


def measure() -> Comparison:
    """Pairs a second of the project's step and of the lab's, on drawn pairs of the lab's sizes."""
    pairs = _pairs(200 * BATCH)
    return Comparison(
        name="word2vec",
        ours=_pairs_per_second(_step(centre_loss), torch.split(pairs, BATCH)),
        baseline=_pairs_per_second(_step(_plain_loss), torch.split(pairs, 1)),
        unit="pairs/s",
    )


def _pairs(count: int) -> Tensor:
    """Pairs [count, 2] about as frequent as the lab's words are.

    The n-th word is drawn n ** -0.8 times as often as the first: 1,008 distinct contexts a batch; the lab
    has 974.
    """
    torch.manual_seed(1)
    weights = torch.arange(1, VOCABULARY + 1) ** -0.8
    return torch.multinomial(weights, 2 * count, replacement=True).view(count, 2)


def _plain_loss(model: nn.Module, centres: Tensor, contexts: Tensor) -> Tensor:
    return F.cross_entropy(model(contexts), centres)


def _step(loss_of: Callable[[nn.Module, Tensor, Tensor], Tensor]) -> Callable[[Tensor], None]:
    torch.manual_seed(1)
    model = Word2Vec(Word2VecArchitecture(VOCABULARY, DIMENSION))
    optimizer = torch.optim.AdamW(model.parameters())

    def step(batch: Tensor) -> None:
        centres, contexts = batch.unbind(dim=1)  # [batch] each
        optimizer.zero_grad()
        torch.autograd.backward(loss_of(model, centres, contexts))
        optimizer.step()

    return step


def _pairs_per_second(step: Callable[[Tensor], None], batches: tuple[Tensor, ...]) -> float:
    """Steps through the batches until the time is up; the first steps warm up and are not counted."""
    for batch in batches[:3]:
        step(batch)
    started = time.perf_counter()
    learned = 0
    for batch in batches[3:]:
        step(batch)
        learned += len(batch)
        if (elapsed := time.perf_counter() - started) > SECONDS:
            break
    return learned / elapsed
