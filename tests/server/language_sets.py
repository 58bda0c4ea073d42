"""Which sentences the language of a sentence is learnt from, and which it is measured with.

Measured are the development and test sets of the corpora, every tenth source of those that have none, and the
second half of Genesis in other languages; what stands among them is left out of what is learnt from.
"""

import gzip
import hashlib
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from train.corpora import Corpora
from train.corpora.splits import tatoeba

GERMAN, ENGLISH = 0, 1  # of a pair
Pairs = list[tuple[str, str]]

_LEARNT = (
    "multi30k/train",
    "europarl_20k/train",
    "chat_bcontrast/train",
    "stsb_multi_mt/train_dev",
    "wmt_newstest_2008_2013/newstest2010",
    "wmt_newstest_2008_2013/newstest2012",
    "ted_iwslt16/IWSLT16.TED.tst2011",
    "games/games",
    "software_l10n/ui",
)
_MEASURED = {
    "captions": "multi30k/test_2016_flickr",
    "news": "wmt_newstest_2008_2013/newstest2013",
    "talks": "ted_iwslt16/IWSLT16.TED.tst2012",
    "chat": "chat_bcontrast/dev",
}
_WITH_SOURCES = {"manuals": "l10n_docs/docs", "menus": "l10n_ui/ui", "novels": "literature/books"}
_GENESIS = {"Finnish": "latin-1", "French": "latin-1", "Portuguese": "utf-8", "Swedish": "cp850"}


@cache
def measured(data: Path) -> dict[str, Pairs]:
    """German-English pairs to measure with, by kind of text."""
    split = tatoeba(Corpora(data))
    sets = {name: _pairs(data / path) for name, path in _MEASURED.items()}
    sets["everyday"] = [*split.development, *split.test]
    return sets | {name: _of_sources(data / path, _is_kept) for name, path in _WITH_SOURCES.items()}


@cache
def learnt(data: Path) -> dict[str, Pairs]:
    """German-English pairs to learn from, by kind of text; no sentence of them is among those measured."""
    sets = {path: _pairs(data / path) for path in _LEARNT}
    sets["everyday"] = list(tatoeba(Corpora(data)).training)
    sets |= {
        name: _of_sources(data / path, lambda source: not _is_kept(source))
        for name, path in _WITH_SOURCES.items()
    }
    kept = {key(sentence) for pairs in measured(data).values() for pair in pairs for sentence in pair}
    return {
        name: [pair for pair in pairs if key(pair[GERMAN]) not in kept and key(pair[ENGLISH]) not in kept]
        for name, pairs in sets.items()
    }


def other_languages(data: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Lines of Genesis in other languages: those to learn from, and those to measure with."""
    halves = {}
    with zipfile.ZipFile(data / "nltk_corpora" / "genesis.zip") as archive:
        for language, encoding in _GENESIS.items():
            text = archive.read(f"genesis/{language.lower()}.txt").decode(encoding)
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            halves[language] = (lines[: len(lines) // 2], lines[len(lines) // 2 :])
    return halves


def key(sentence: str) -> str:
    """The same for sentences that differ in case and white space alone."""
    return " ".join(sentence.lower().split())


def _pairs(path: Path) -> Pairs:
    return list(zip(_lines(path, "de"), _lines(path, "en"), strict=True))


def _of_sources(path: Path, takes: Callable[[str], bool]) -> Pairs:
    return [pair for pair, source in zip(_pairs(path), _lines(path, "source"), strict=True) if takes(source)]


def _lines(path: Path, kind: str) -> list[str]:
    with gzip.open(f"{path}.{kind}.gz", "rt", encoding="utf-8") as file:
        return [line.strip() for line in file]


def _is_kept(source: str) -> bool:
    """Whether a source is measured with: one in ten, and two of the six novels."""
    if source.startswith("GITenberg"):
        return source.endswith(("Alice", "Immensee"))
    return hashlib.sha256(source.encode()).digest()[0] < 26
