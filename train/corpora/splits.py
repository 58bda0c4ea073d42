"""What is kept out of training: the development and test sets, some of Tatoeba's sentences among them."""

import functools
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from train.corpora import Corpora, phrasebook
from train.corpora.parallel import Pair, Split, key, read_aligned, read_tatoeba

TATOEBA_DEVELOPMENT = 1_000
TATOEBA_TEST = 2_000
NEWS_DEVELOPMENT = 500
"""The last pairs of newstest2012; the others are trained on."""


def development_sets(corpora: Corpora) -> dict[str, list[Pair]]:
    """The sets that may be looked at while training, by name."""
    return {
        "tatoeba": tatoeba(corpora).development,
        "multi30k_val": aligned(corpora, "multi30k", "val"),
        "newstest2012_end": aligned(corpora, "wmt_newstest_2008_2013", "newstest2012")[-NEWS_DEVELOPMENT:],
        "phrasebook": phrasebook.read().development,
    }


def test_sets(corpora: Corpora) -> dict[str, list[Pair]]:
    """The sets for the final figures alone, by name."""
    return {
        "multi30k_test_2016_flickr": aligned(corpora, "multi30k", "test_2016_flickr"),
        "tatoeba": tatoeba(corpora).test,
        "newstest2013": aligned(corpora, "wmt_newstest_2008_2013", "newstest2013"),
        "ted_tst2012": aligned(corpora, "ted_iwslt16", "IWSLT16.TED.tst2012"),
        "chat_dev": aligned(corpora, "chat_bcontrast", "dev"),
        "phrasebook": phrasebook.read().test,
    }


def aligned(corpora: Corpora, corpus: str, name: str) -> list[Pair]:
    """The pairs of `<name>.de.gz` and `<name>.en.gz` of a corpus, as they stand there."""
    return read_aligned(corpora.path(corpus, f"{name}.de.gz"), corpora.path(corpus, f"{name}.en.gz"))


def tatoeba(corpora: Corpora) -> Split:
    """Tatoeba, split so that no sentence of one part, German or English, is in another."""
    return _tatoeba(corpora.path("tatoeba_manythings_2018", "deu.txt.gz"))


def split_by_sentence(pairs: Iterable[Pair], development: int, test: int) -> Split:
    """Parts with `development` and `test` pairs of sentences that stand in no other part, and the rest.

    Pairs that share a sentence, directly or over other pairs, stay together: a part gets whole groups. Of
    each group one pair is evaluated, so that no sentence comes twice; a group's part is drawn by its hash.
    """
    groups = sorted(_groups(list(pairs)), key=lambda group: _draw(group[0]))
    # a group of many pairs holds sentences of a word or two that everything hangs on; it stays in training
    small = [group for group in groups if len(group) <= _LARGEST_HELD_OUT_GROUP]
    large = [group for group in groups if len(group) > _LARGEST_HELD_OUT_GROUP]
    chosen = [min(group, key=_draw) for group in small[: development + test]]
    return Split(
        training=[pair for group in [*large, *small[development + test :]] for pair in group],
        development=chosen[:development],
        test=chosen[development:],
    )


@functools.cache  # asked for by each part, and the same for ever
def _tatoeba(path: Path) -> Split:
    return split_by_sentence(read_tatoeba(path), TATOEBA_DEVELOPMENT, TATOEBA_TEST)


def _groups(pairs: list[Pair]) -> list[list[Pair]]:
    """The connected components of the graph whose nodes are sentences and whose edges are pairs."""
    parents: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while (parent := parents.setdefault(node, node)) != node:
            parents[node] = node = parents[parent]  # halves the path, so that later walks are short
        return node

    for german, english in pairs:
        parents[root(("de", key(german)))] = root(("en", key(english)))
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for german, english in pairs:
        groups[root(("de", key(german)))].append((german, english))
    return list(groups.values())


def _draw(pair: Pair) -> bytes:
    """A number drawn by the pair itself: the same on every machine, whatever stands round it."""
    return hashlib.sha256("\t".join(pair).encode()).digest()


_LARGEST_HELD_OUT_GROUP = 12
