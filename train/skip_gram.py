"""What Word2Vec learns from: a vocabulary of frequent tokens, and (centre, context) pairs out of windows."""

from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor


def vocabulary(sentences: Iterable[Sequence[str]], min_count: int) -> list[str]:
    """The tokens that occur at least `min_count` times, by first appearance; the place is the id."""
    counts = Counter(token for sentence in sentences for token in sentence)
    return [token for token, count in counts.items() if count >= min_count]


def encode(sentences: Iterable[Sequence[str]], tokens: Sequence[str]) -> list[list[int]]:
    """The ids of every sentence; tokens outside the vocabulary are left out: their neighbours meet."""
    ids = {token: number for number, token in enumerate(tokens)}
    return [[ids[token] for token in sentence if token in ids] for sentence in sentences]


def pairs(sentences: Sequence[Sequence[int]], window: int) -> Tensor:
    """Every (centre, context) pair, the context at most `window` places to either side, int64 [pairs, 2].

    In order of the centres, and for each centre of its contexts (Mikolov et al. 2013, "Efficient Estimation
    of Word Representations in Vector Space", section 3.2; the window's width is not drawn at random here).
    """
    flat = torch.tensor([number for sentence in sentences for number in sentence], dtype=torch.int64)
    lengths = torch.tensor([len(sentence) for sentence in sentences], dtype=torch.int64)
    sentence_of = torch.repeat_interleave(torch.arange(len(lengths)), lengths)  # [tokens]
    offsets = torch.tensor([offset for offset in range(-window, window + 1) if offset != 0])
    contexts = torch.arange(len(flat))[:, None] + offsets  # [tokens, 2 * window], some of them outside
    inside = contexts.clamp(0, max(len(flat) - 1, 0))
    is_pair = (contexts == inside) & (sentence_of[inside] == sentence_of[:, None])
    return torch.stack((flat[:, None].expand_as(inside)[is_pair], flat[inside[is_pair]]), dim=1)
