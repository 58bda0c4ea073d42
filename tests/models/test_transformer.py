"""The Transformer: who sees whom, and that its ways of decoding agree."""

import pytest
import torch
from torch import Tensor

from models.transformer import Transformer, TransformerConfig, dropout, sinusoids

BEGIN, END = 1, 2
CONFIG = TransformerConfig(
    vocabulary_size=40,
    width=32,
    heads=4,
    encoder_layers=2,
    decoder_layers=2,
    feed_forward_width=64,
    dropout=0.1,
    maximum_length=24,
)


@pytest.fixture
def transformer() -> Transformer:
    torch.manual_seed(1)
    return Transformer(CONFIG).eval()


@pytest.fixture
def source() -> Tensor:
    return torch.tensor([[5, 6, 7, 8, END], [9, 10, 11, 12, END]])


def test_forward_gives_a_state_for_every_target_position(transformer: Transformer, source: Tensor) -> None:
    states = transformer(source, torch.tensor([[BEGIN, 5, 6], [BEGIN, 7, 8]]))
    assert states.shape == (2, 3, 32)
    assert transformer.logits(states).shape == (2, 3, 40)


def test_a_target_position_does_not_see_later_ones(transformer: Transformer, source: Tensor) -> None:
    first = transformer(source, torch.tensor([[BEGIN, 5, 6]] * 2))
    second = transformer(source, torch.tensor([[BEGIN, 5, 30]] * 2))
    torch.testing.assert_close(first[:, :2], second[:, :2])
    assert not torch.allclose(first[:, 2], second[:, 2])


def test_every_target_position_sees_the_whole_source(transformer: Transformer, source: Tensor) -> None:
    target = torch.tensor([[BEGIN, 5]] * 2)
    changed = source.clone()
    changed[:, 3] = 20
    difference = (transformer(source, target) - transformer(changed, target)).abs().amax(-1)
    assert (difference > 1e-4).all()


def test_padding_changes_nothing(transformer: Transformer, source: Tensor) -> None:
    target = torch.tensor([[BEGIN, 5, 6]] * 2)
    padded = torch.cat((source, torch.full((2, 3), 3)), dim=1)
    mask = torch.tensor([[True] * 5 + [False] * 3] * 2)
    torch.testing.assert_close(transformer(padded, target, mask), transformer(source, target))


def test_greedy_takes_what_the_whole_forward_pass_finds_best(
    transformer: Transformer, source: Tensor
) -> None:
    produced = transformer.greedy(source, None, BEGIN, END, 8)
    for row, tokens in zip(source, produced, strict=True):
        states = transformer(row[None], torch.tensor([[BEGIN, *tokens]]))
        best = transformer.logits(states).argmax(-1)[0].tolist()
        assert best[: len(tokens)] == tokens
        assert len(tokens) == 8 or best[len(tokens)] == END


def test_training_and_evaluation_agree_without_dropout(source: Tensor) -> None:
    torch.manual_seed(1)
    transformer = Transformer(TransformerConfig(**(vars(CONFIG) | {"dropout": 0.0})))
    target = torch.tensor([[BEGIN, 5]] * 2)
    torch.testing.assert_close(transformer.train()(source, target), transformer.eval()(source, target))


def test_half_precision_stays_close_to_full(transformer: Transformer, source: Tensor) -> None:
    target = torch.tensor([[BEGIN, 5, 6]] * 2)
    full = transformer(source, target)
    transformer.compute_dtype = torch.bfloat16
    half = transformer(source, target)
    assert half.dtype == torch.bfloat16
    torch.testing.assert_close(half.float(), full, atol=0.1, rtol=0.1)


def test_dropout_zeroes_its_share_and_keeps_the_mean() -> None:
    torch.manual_seed(1)
    dropped = dropout(torch.ones(1_000, 101), 0.25, training=True)
    assert (dropped == 0).float().mean() == pytest.approx(0.25, abs=0.01)
    assert dropped.mean() == pytest.approx(1.0, abs=0.01)


def test_dropout_leaves_evaluation_alone() -> None:
    states = torch.randn(3, 4)
    assert dropout(states, 0.5, training=False) is states


def test_sinusoids_begin_with_zero_and_one() -> None:
    positions = sinusoids(10, 8)
    assert positions.shape == (10, 8)
    assert positions[0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert positions[1, 0] == pytest.approx(0.8414710)
