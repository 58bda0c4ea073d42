"""Which pairs training sees when, and how they are put into batches of like length."""

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

import torch
from torch import Tensor

from train.subwords import BEGIN, END, PADDING

Encoded = tuple[list[int], list[int]]
"""Source and target token ids, without begin and end marks."""


@dataclass(frozen=True)
class TokenBatch:
    """Pairs side by side; padding is only where lengths differ."""

    source: Tensor
    """Token ids with the end mark, [batch, source length]."""
    source_mask: Tensor | None
    """True where there is a token, [batch, source length]; None where nothing is padding."""
    target: Tensor
    """Token ids from the begin mark on, [batch, target length]: what the decoder reads."""
    expected: Tensor
    """Token ids up to the end mark, [batch, target length]: what it should say, then padding."""
    tokens: int
    """Number of expected tokens."""

    def to(self, device: torch.device) -> "TokenBatch":
        """The same batch on a device."""
        if device == self.source.device:
            return self
        return TokenBatch(
            source=self.source.to(device),
            source_mask=None if self.source_mask is None else self.source_mask.to(device),
            target=self.target.to(device),
            expected=self.expected.to(device),
            tokens=self.tokens,
        )


class DomainSampler:
    """Draws pairs from domains by weight, each domain pass by pass in ever new order.

    What is drawn between two points of the training depends on these points and the seed alone.
    """

    def __init__(self, sizes: Sequence[Sequence[int]], weights: Sequence[float], seed: int) -> None:
        """`sizes` holds the target tokens of every pair, by domain."""
        self._sizes = sizes
        self._shares = [weight / sum(weights) for weight in weights]
        self._totals = [sum(domain) for domain in sizes]
        self._seed = seed

    def draw(self, start: int, end: int) -> list[tuple[int, int]]:
        """Domain and index of the pairs between two points, in target tokens since the start of training."""
        return [
            (domain, index)
            for domain, share in enumerate(self._shares)
            for index in self._draw_from(domain, share * start, share * end)
        ]

    def _draw_from(self, domain: int, start: float, end: float) -> list[int]:
        drawn: list[int] = []
        first, last = int(start // self._totals[domain]), int(end // self._totals[domain])
        for number in range(first, last + 1):
            order = list(range(len(self._sizes[domain])))
            random.Random(f"{self._seed} {domain} {number}").shuffle(order)
            ends = list(accumulate(self._sizes[domain][index] for index in order))
            before = number * self._totals[domain]
            drawn += order[bisect_right(ends, start - before) : bisect_right(ends, end - before)]
        return drawn


def batches_of(pairs: Sequence[Encoded], budget: int, rng: random.Random) -> list[Callable[[], TokenBatch]]:
    """Pairs sorted by length, cut into batches of at most `budget` source and target tokens, in random order.

    The batches are made when they are called for: the tensors of a whole epoch would be many.
    """
    order = sorted(range(len(pairs)), key=lambda index: (*map(len, pairs[index]), rng.random()))
    groups: list[list[int]] = []
    group: list[int] = []
    longest = [0, 0]
    for index in order:
        lengths = [max(old, len(new) + 1) for old, new in zip(longest, pairs[index], strict=True)]
        if group and (len(group) + 1) * sum(lengths) > budget:
            groups.append(group)
            group, lengths = [], [len(side) + 1 for side in pairs[index]]
        group.append(index)
        longest = lengths
    groups.append(group)
    rng.shuffle(groups)
    return [partial(_make_group, pairs, group) for group in groups if group]


def _make_group(pairs: Sequence[Encoded], group: Sequence[int]) -> TokenBatch:
    return make_batch([pairs[index] for index in group])


def make_batch(pairs: Sequence[Encoded]) -> TokenBatch:
    """One batch of the given pairs, in order."""
    source = padded([[*source, END] for source, _ in pairs])
    expected = padded([[*target, END] for _, target in pairs])
    mask = source != PADDING
    return TokenBatch(
        source=source,
        source_mask=None if bool(mask.all()) else mask,
        target=padded([[BEGIN, *target] for _, target in pairs]),
        expected=expected,
        tokens=int((expected != PADDING).sum()),
    )


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of token ids as one tensor, [rows, longest row]."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[PADDING] * (longest - len(row))] for row in rows])
