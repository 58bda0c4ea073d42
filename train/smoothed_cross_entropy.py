"""The loss of a large vocabulary without ever holding all its logits.

The gradient is known as soon as the probabilities are, so it is computed right away, a few hundred rows at a
time that stay in the processor's cache, and kept in the states' own type.
"""

from typing import Any

import torch
from torch import Tensor

ROWS = 512
"""Rows of logits held at a time."""


def smoothed_cross_entropy(states: Tensor, embedding: Tensor, expected: Tensor, smoothing: float) -> Tensor:
    """The mean cross-entropy, in nats, of `states @ embedding.T` with `expected`.

    `states` are [rows, width], `embedding` [vocabulary, width] and `expected` [rows]. The expected entry
    weighs 1 - `smoothing`, and `smoothing` is spread evenly over the whole vocabulary (Szegedy et al. 2016,
    section 7).
    """
    loss: Tensor = _SmoothedCrossEntropy.apply(states, embedding, expected, smoothing)  # type: ignore[no-untyped-call]
    return loss


class _SmoothedCrossEntropy(torch.autograd.Function):
    """The gradient by the logits is `probabilities - smoothing / vocabulary - (1 - smoothing) * one_hot`.

    Only the probabilities take a pass over rows times vocabulary, in the states' own type; what the two other
    terms give is known without one.
    """

    @staticmethod
    def forward(ctx: Any, states: Tensor, embedding: Tensor, expected: Tensor, smoothing: float) -> Tensor:
        weight = embedding.to(states.dtype)
        even = smoothing / len(embedding)
        all_entries = embedding.sum(0)  # [width]
        states_gradient = torch.empty_like(states)
        embedding_gradient = torch.zeros_like(embedding)
        loss = torch.zeros((), device=states.device)
        for start in range(0, len(states), ROWS):
            rows, wanted = states[start : start + ROWS], expected[start : start + ROWS, None]
            logits = rows @ weight.T  # [rows, vocabulary]
            wanted_logits = logits.gather(1, wanted).float()
            probabilities = logits.softmax(1)
            wanted_logs = probabilities.gather(1, wanted).float().clamp_min(1e-30).log()
            normalizers = wanted_logits - wanted_logs  # [rows, 1]
            mean_logits = (rows.float() @ all_entries)[:, None] / len(embedding)
            loss -= ((1 - smoothing) * wanted_logs + smoothing * (mean_logits - normalizers)).sum()
            states_gradient[start : start + ROWS] = probabilities @ weight
            embedding_gradient += probabilities.T @ rows
        states_gradient -= (even * all_entries + (1 - smoothing) * embedding[expected]).to(states.dtype)
        embedding_gradient -= even * states.float().sum(0)
        embedding_gradient.index_add_(0, expected, states.float(), alpha=smoothing - 1)
        ctx.save_for_backward(states_gradient, embedding_gradient)
        ctx.rows = len(states)
        return loss / len(states)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None]:
        states_gradient, embedding_gradient = ctx.saved_tensors
        scale = gradients[0] / ctx.rows
        return states_gradient * scale.to(states_gradient.dtype), embedding_gradient * scale, None, None
