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
    nothing = torch.empty(0, dtype=torch.int64)
    total = Counts(nothing, nothing, torch.empty(0), shape)
    kept = [pair for pair in pairs if all(0 < len(side) <= longest for side in pair)]
    for start in range(0, len(kept), _PAIRS_AT_A_TIME):
        cells, weights = _links(kept[start : start + _PAIRS_AT_A_TIME], shape[1])
        total = _summed(torch.cat((total._cells(), cells)), torch.cat((total.values, weights)), shape)
    return total


def _links(pairs: Sequence[tuple[Sequence[int], Sequence[int]]], columns: int) -> tuple[Tensor, Tensor]:
    """Every word of a side with every word of the other: cells and weights, [links] each."""
    first, second = (torch.tensor([number for pair in pairs for number in pair[side]]) for side in (0, 1))
    lengths, others = (torch.tensor([len(pair[side]) for pair in pairs]) for side in (0, 1))
    links = lengths * others
    pair = torch.repeat_interleave(torch.arange(len(pairs)), links)  # [links]
    within = torch.arange(len(pair)) - (links.cumsum(0) - links)[pair]
    row = (lengths.cumsum(0) - lengths)[pair] + within // others[pair]
    column = (others.cumsum(0) - others)[pair] + within % others[pair]
    return first[row] * columns + second[column], (1 / torch.maximum(lengths, others))[pair]


def _summed(cells: Tensor, values: Tensor, shape: tuple[int, int]) -> Counts:
    """Counts of cells (`row * columns + column`) that may come several times."""
    distinct, place = torch.unique(cells, return_inverse=True)
    sums = torch.zeros(len(distinct)).index_add_(0, place, values)
    return Counts(distinct // shape[1], distinct % shape[1], sums, shape)


_PAIRS_AT_A_TIME = 100_000
"""Some twenty million links, less than a gigabyte."""
