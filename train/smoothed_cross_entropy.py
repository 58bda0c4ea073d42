"""The loss of a large vocabulary without ever holding all its logits.

The gradient is known as soon as the probabilities are, so it is computed right away, a few hundred rows at a time
that stay in the processor's cache, and kept in the states' own type.
"""

from typing import Any

import torch
from torch import Tensor

ROWS = 512
"""Rows of logits held at a time."""


def smoothed_cross_entropy(states: Tensor, embedding: Tensor, expected: Tensor, smoothing: float) -> Tensor:
    """The mean cross-entropy, in nats, of `states @ embedding.T` with `expected` (Szegedy et al. 2016, section 7).

    `states` are [rows, width], `embedding` [vocabulary, width] and `expected` [rows]. The expected entry weighs
    1 - `smoothing`, and `smoothing` is spread evenly over the whole vocabulary.
    """
    loss: Tensor = _SmoothedCrossEntropy.apply(states, embedding, expected, smoothing)  # type: ignore[no-untyped-call]
    return loss


class _SmoothedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, embedding: Tensor, expected: Tensor, smoothing: float) -> Tensor:
        weight = embedding.to(states.dtype)
        even = smoothing / len(embedding)
        states_gradient = torch.empty_like(states)
        embedding_gradient = torch.zeros_like(embedding)
        loss = torch.zeros((), device=states.device)
        for start in range(0, len(states), ROWS):
            rows, wanted = states[start : start + ROWS], expected[start : start + ROWS, None]
            gradient = torch.log_softmax(rows @ weight.T, dim=1, dtype=torch.float32)  # [rows, vocabulary]
            loss -= (1 - smoothing) * gradient.gather(1, wanted).sum() + even * gradient.sum()
            gradient.exp_().sub_(even)
            gradient.scatter_add_(1, wanted, gradient.new_full(wanted.shape, smoothing - 1))
            narrow = gradient.to(states.dtype)
            states_gradient[start : start + ROWS] = narrow @ weight
            embedding_gradient += narrow.T @ rows
        ctx.save_for_backward(states_gradient, embedding_gradient)
        ctx.rows = len(states)
        return loss / len(states)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None]:
        states_gradient, embedding_gradient = ctx.saved_tensors
        scale = gradients[0] / ctx.rows
        return states_gradient * scale.to(states_gradient.dtype), embedding_gradient * scale, None, None
