"""Which words the vectors and completion know: real ones, in their true case, without slips and fragments."""

import re
from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass

from train.corpora.running_text import RunningText


@dataclass(frozen=True)
class WordList:
    """The words of one language, most frequent first."""

    words: list[str]
    counts: list[int]
    """How often each stands in the text."""


def word_list(text: RunningText, language: str, known: Set[str], min_count: int, most: int) -> WordList:
    """The `most` frequent words that are seen `min_count` times or more, and that someone vouches for.

    That is the dictionary (`known`, lower-cased), or three corpora or more, since a slip, a fragment or an
    identifier seldom stands in several. Left out are also words that the other language uses far more often
    (the `the` of German manuals), spellings that only old texts have (`daß`), and headlines' capitals.
    """
    counts, sources, recent = _counts(text, language)
    foreign, _, _ = _counts(text, "en" if language == "de" else "de")
    share, foreign_share = 1 / counts.total(), 1 / foreign.total()
    words = [
        word
        for word, count in counts.most_common()
        if count >= min_count
        and _SHAPE.fullmatch(word)
        and (word.lower() in known or len(sources[word]) >= _VOUCHING_SOURCES)
        and (word.lower() in known or foreign[word] * foreign_share <= _MOST_FOREIGN * count * share)
        and not _is_old_spelling(word, recent)
        and not _is_written_otherwise(word, counts)
        and not (word.endswith(_POSSESSIVES) and count < _COMMON)
    ][:most]
    return WordList(words, [counts[word] for word in words])


def _counts(text: RunningText, language: str) -> tuple[Counter[str], dict[str, set[int]], Counter[str]]:
    """How often each word stands in the text, in which sources, and how often in those of modern spelling."""
    counts: Counter[str] = Counter()
    recent: Counter[str] = Counter()
    sources: dict[str, set[int]] = defaultdict(set)
    by_source: dict[int, Counter[str]] = defaultdict(Counter)
    for words, source in zip(text.sentences[language], text.sources[language], strict=True):
        by_source[source].update(words)
    for source, found in by_source.items():
        counts.update(found)
        for word in found:
            sources[word].add(source)
        # before the reform of 1996 `dass` was not written, so its place is taken by `daß`
        if language != "de" or found["daß"] <= found["dass"]:
            recent.update(found)
    return counts, sources, recent


def _is_old_spelling(word: str, recent: Counter[str]) -> bool:
    """Whether modern texts write it with `ss`, or with `t` for `th`."""
    modern = word.replace("ß", "ss") if "ß" in word else word.replace("th", "t").replace("Th", "T")
    return modern != word and recent[modern] > _OLD * recent[word] and recent[modern] > 1


def _is_written_otherwise(word: str, counts: Counter[str]) -> bool:
    """Whether it is mostly a headline's, a title's or a careless writer's way of writing another word."""
    others = {word.lower(), word.capitalize()} - {word}
    return any(counts[other] > _CAPITALS * counts[word] for other in others)


_SHAPE = re.compile(
    r"[aAIoO]|[^\W\d_]?[a-zäöüßàâçèéêëîïñôûœæ]+(?:[-'’][^\W\d_]?[a-zäöüßàâçèéêëîïñôûœæ]+)*"
    r"|[A-ZÄÖÜ]{2,6}(?:-[^\W\d_]?[a-zäöüß]+)*"
)
"""A word, a word of several parts, or an abbreviation; `fooBar` and `XYZcontroller` are none."""
_MOST_FOREIGN = 3.0
"""A word of the other language is used so many times more often there."""
_OLD = 10.0
_CAPITALS = 4.0
_VOUCHING_SOURCES = 3
_POSSESSIVES = ("'s", "’s")
_COMMON = 500
"""`it's` and `let's` are words of their own; `Jane's` is not."""
