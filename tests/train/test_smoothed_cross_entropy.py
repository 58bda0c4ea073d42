"""The loss that holds few logits gives what PyTorch's own gives."""

import pytest
import torch
from torch.nn import functional as F

from train.smoothed_cross_entropy import ROWS, smoothed_cross_entropy


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.bfloat16, 1e-2)])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradients_are_those_of_torch(
    dtype: torch.dtype, tolerance: float, smoothing: float
) -> None:
    torch.manual_seed(1)
    states = torch.randn(ROWS + 100, 16).to(dtype).requires_grad_()
    embedding = (torch.randn(50, 16) * 0.3).requires_grad_()
    expected = torch.randint(0, 50, (len(states),))

    ours = smoothed_cross_entropy(states, embedding, expected, smoothing)
    our_gradients = torch.autograd.grad(3 * ours, (states, embedding))
    theirs = F.cross_entropy(states.float() @ embedding.T, expected, label_smoothing=smoothing)
    their_gradients = torch.autograd.grad(3 * theirs, (states, embedding))

    assert ours.item() == pytest.approx(theirs.item(), rel=tolerance)
    for our, their in zip(our_gradients, their_gradients, strict=True):
        assert our.dtype == their.dtype
        assert (our.float() - their.float()).norm() < tolerance * their.float().norm()
