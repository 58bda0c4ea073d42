"""What the lab's translator learns from: Multi30k in numbers, in batches of sentences of like length."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.lab_tokens import SPECIALS, Vocabulary, source_tokens, target_tokens
from models.seq2seq import PADDING
from train.corpora import Corpora
from train.corpora.parallel import read_aligned

CORPUS = "multi30k"

Entry = TypeVar("Entry")

TokenPair: TypeAlias = tuple[list[str], list[str]]
"""The tokens of a German sentence, last one first, and those of its English translation."""

EncodedPair: TypeAlias = tuple[list[int], list[int]]
"""The same as numbers, from START to END."""


@dataclass(frozen=True)
class Multi30k:
    """The three parts of the corpus, in its own order, and the vocabularies of the first."""

    training: list[TokenPair]
    validation: list[TokenPair]
    test: list[TokenPair]
    source: Vocabulary
    target: Vocabulary

    def encode(self, pairs: Iterable[TokenPair]) -> list[EncodedPair]:
        """The pairs as numbers."""
        return [(self.source.encode(german), self.target.encode(english)) for german, english in pairs]


@dataclass(frozen=True)
class Batch:
    """Sentence pairs as the model takes them."""

    source: Tensor
    """[source length, batch]"""
    lengths: Tensor
    """Source tokens of each sentence, padding left out, [batch]; stays on the CPU."""
    target: Tensor
    """[target length, batch]"""

    @property
    def target_tokens(self) -> int:
        """The number of tokens to foretell: START is given, padding does not count."""
        return int((self.target[1:] != PADDING).sum())


def read(corpora: Corpora, minimum_frequency: int) -> Multi30k:
    """Task 1 of Multi30k (Elliott et al. 2016), tested on the Flickr test set of 2016.

    Tokens seen less than `minimum_frequency` times in training are left out of the vocabularies.
    """
    source_of, target_of = source_tokens(), target_tokens()

    def part(name: str) -> list[TokenPair]:
        paths = (corpora.path(CORPUS, f"{name}.{language}.gz") for language in ("de", "en"))
        return [(source_of(german), target_of(english)) for german, english in read_aligned(*paths)]

    training = part("train")
    return Multi30k(
        training,
        part("val"),
        part("test_2016_flickr"),
        source=build_vocabulary((german for german, _ in training), minimum_frequency),
        target=build_vocabulary((english for _, english in training), minimum_frequency),
    )


def build_vocabulary(sentences: Iterable[Sequence[str]], minimum_frequency: int) -> Vocabulary:
    """The tokens seen at least so often, the most frequent first, the alphabet deciding between equals."""
    counts = Counter(token for sentence in sentences for token in sentence)
    frequent = [token for token, count in counts.items() if count >= minimum_frequency]
    return Vocabulary([*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))])


def shuffled_batches(pairs: Sequence[EncodedPair], size: int, pool: int, seed: int) -> list[Batch]:
    """All pairs in random batches of `size`, the last one of what is left.

    Sentences are shuffled and sorted by length within pools of `pool` batches: there is little padding, and
    the batches of two epochs still differ.
    """
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(pairs), generator=generator).tolist()
    groups = [
        group
        for start in range(0, len(order), size * pool)
        for group in in_groups(
            sorted(order[start : start + size * pool], key=lambda i: _length(pairs[i])), size
        )
    ]
    shuffled = torch.randperm(len(groups), generator=generator).tolist()
    return [to_batch([pairs[i] for i in groups[group]]) for group in shuffled]


def sorted_batches(pairs: Sequence[EncodedPair], size: int) -> list[Batch]:
    """All pairs in batches of `size`, shortest first; for evaluation, which does not depend on the order."""
    return [to_batch(group) for group in in_groups(sorted(pairs, key=_length), size)]


def to_batch(pairs: Sequence[EncodedPair]) -> Batch:
    """Pads the pairs to one length."""
    sources = [torch.tensor(source) for source, _ in pairs]
    targets = [torch.tensor(target) for _, target in pairs]
    return Batch(
        source=pad_sequence(sources, padding_value=PADDING),
        lengths=torch.tensor([len(source) for source in sources]),
        target=pad_sequence(targets, padding_value=PADDING),
    )


def in_groups(entries: Sequence[Entry], size: int) -> list[Sequence[Entry]]:
    """The entries in their order, `size` at a time."""
    return [entries[start : start + size] for start in range(0, len(entries), size)]


def _length(pair: EncodedPair) -> tuple[int, int]:
    """The source's first: most batches then need no padding there, which the encoder rewards."""
    return len(pair[0]), len(pair[1])
