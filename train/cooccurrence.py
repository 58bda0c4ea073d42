"""How often words stand near each other, and in sentences that translate each other: sparse counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Counts:
    """A sparse matrix of how often words and contexts meet; only what does is listed, each cell once."""

    rows: Tensor
    """Word of each cell, int64 [cells]."""
    columns: Tensor
    """Context of each cell, int64 [cells]."""
    values: Tensor
    """float32 [cells]"""
    shape: tuple[int, int]

    def transposed(self) -> "Counts":
        """The same with words and contexts exchanged."""
        return Counts(self.columns, self.rows, self.values, (self.shape[1], self.shape[0]))

    def row_sums(self) -> Tensor:
        """How often each word meets any context, float64 [words]."""
        return torch.bincount(self.rows, self.values.double(), minlength=self.shape[0])

    def plus(self, other: "Counts") -> "Counts":
        """The sum of two matrices of the same shape."""
        return _summed(
            torch.cat((self._cells(), other._cells())), torch.cat((self.values, other.values)), self.shape
        )

    def _cells(self) -> Tensor:
        return self.rows * self.shape[1] + self.columns


@dataclass(frozen=True)
class EncodedText:
    """Sentences as word numbers, end to end."""

    numbers: Tensor
    """int64 [words]; -1 for a word outside the vocabulary."""
    sentence: Tensor
    """The number of each word's sentence, int64 [words]."""


def encode(sentences: Iterable[Sequence[str]], words: Sequence[str]) -> EncodedText:
    """The sentences with words replaced by their places in `words`."""
    numbers = {word: number for number, word in enumerate(words)}
    flat: list[int] = []
    lengths: list[int] = []
    for sentence in sentences:
        flat += (numbers.get(word, -1) for word in sentence)
        lengths.append(len(sentence))
    ends = torch.repeat_interleave(torch.arange(len(lengths)), torch.tensor(lengths, dtype=torch.int64))
    return EncodedText(torch.tensor(flat, dtype=torch.int64), ends)


def after_counts(text: EncodedText, distance: int, size: int) -> Counts:
    """How often the context (column) stands `distance` words before the word (row)."""
    contexts, words = text.numbers[:-distance], text.numbers[distance:]
    meet = (contexts >= 0) & (words >= 0) & (text.sentence[:-distance] == text.sentence[distance:])
    cells, values = torch.unique(words[meet] * size + contexts[meet], return_counts=True)
    return Counts(cells // size, cells % size, values.float(), (size, size))


def window_counts(text: EncodedText, window: int, size: int) -> Counts:
    """How often words stand at most `window` words apart; symmetric.

    Neighbours at distance d count (window - d + 1) / window, which is what drawing the window's width at
    random comes to (Mikolov et al. 2013, section 3.2; Levy, Goldberg and Dagan 2015, section 3.1).
    """
    total = after_counts(text, 1, size)
    for distance in range(2, window + 1):
        found = after_counts(text, distance, size)
        weight = (window - distance + 1) / window
        total = total.plus(Counts(found.rows, found.columns, found.values * weight, found.shape))
    return total.plus(total.transposed())


def translation_counts(
    pairs: Iterable[tuple[Sequence[int], Sequence[int]]], shape: tuple[int, int], longest: int = 30
) -> Counts:
    """How often words stand in sentences that translate each other.

    Each pair gives every word of the first sentence with every word of the second, by number; a pair weighs
    as much as its longer sentence has words. Pairs with more than `longest` words say too little of each.
    """
    total = Counts(
        torch.empty(0, dtype=torch.int64), torch.empty(0, dtype=torch.int64), torch.empty(0), shape
    )
    pending: list[Tensor] = []
    weights: list[Tensor] = []
    size = 0
    for first, second in pairs:
        if not (0 < len(first) <= longest and 0 < len(second) <= longest):
            continue
        cells = (torch.tensor(first)[:, None] * shape[1] + torch.tensor(second)).flatten()
        pending.append(cells)
        weights.append(torch.full((len(cells),), 1 / max(len(first), len(second))))
        size += len(cells)
        if size > _PENDING_CELLS:
            total = _summed(torch.cat((total._cells(), *pending)), torch.cat((total.values, *weights)), shape)
            pending, weights, size = [], [], 0
    return _summed(torch.cat((total._cells(), *pending)), torch.cat((total.values, *weights)), shape)


def _summed(cells: Tensor, values: Tensor, shape: tuple[int, int]) -> Counts:
    """Counts of cells (`row * columns + column`) that may come several times."""
    distinct, place = torch.unique(cells, return_inverse=True)
    sums = torch.zeros(len(distinct)).index_add_(0, place, values)
    return Counts(distinct // shape[1], distinct % shape[1], sums, shape)


_PENDING_CELLS = 20_000_000
"""Cells are summed up when so many are waiting: less than a gigabyte."""
