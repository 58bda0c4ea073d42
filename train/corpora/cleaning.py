"""Which pairs are fit to learn from, and why the others are not."""

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from train.corpora.parallel import Pair, key

LONGEST_WORDS = 80
"""Longer lines are several sentences; they cost much and teach little that their sentences do not."""
LARGEST_RATIO = 2.2
"""Of characters, beyond an allowance for short lines. German is about a tenth longer than its English."""
ALLOWANCE_CHARACTERS = 12


@dataclass
class Cleaner:
    """Tells good pairs from bad, and remembers the good ones so that doubles are seen across corpora.

    Args:
        held_out_german: keys of German sentences that training must not see (see `parallel.key`).
        held_out_english: the same for English.
    """

    held_out_german: Set[str]
    held_out_english: Set[str]
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def clean(self, pairs: Iterable[Pair]) -> tuple[list[Pair], Counter[str]]:
        """The pairs worth keeping, in order, and how many were dropped for which reason."""
        kept: list[Pair] = []
        dropped: Counter[str] = Counter()
        for german, english in pairs:
            keys = key(german), key(english)
            reason = _fault(german, english, *keys) or self._known(*keys)
            if reason is None:
                kept.append((german, english))
            else:
                dropped[reason] += 1
        return kept, dropped

    def holds_out(self, german_key: str, english_key: str) -> bool:
        """Whether training must not see one side or the other, given their keys."""
        return german_key in self.held_out_german or english_key in self.held_out_english

    def _known(self, german_key: str, english_key: str) -> str | None:
        """Whether the pair is held out or was met before; remembers it if neither."""
        if self.holds_out(german_key, english_key):
            return "held out"
        if (german_key, english_key) in self._seen:
            return "double"
        self._seen.add((german_key, english_key))
        return None


def split_long(pair: Pair) -> list[Pair]:
    """A pair that is too long as the pairs of its sentences, where there are as many on either side."""
    if max(len(side.split()) for side in pair) <= LONGEST_WORDS:
        return [pair]
    german, english = (_SENTENCE_END.split(side) for side in pair)
    return list(zip(german, english, strict=True)) if len(german) == len(english) else [pair]


def fault(german: str, english: str) -> str | None:
    """What is wrong with a pair, looked at alone; None if nothing is."""
    return _fault(german, english, key(german), key(english))


def _fault(german: str, english: str, german_key: str, english_key: str) -> str | None:
    if not (_LETTER.search(german) and _LETTER.search(english)):
        return "empty"
    if max(german.count(" "), english.count(" ")) >= LONGEST_WORDS:
        return "too long"
    if _BROKEN.search(german) or _BROKEN.search(english):
        return "broken encoding"
    if _MARKUP.search(german) or _MARKUP.search(english):
        return "mark-up"
    if german_key == english_key:
        return "identity"
    shorter, longer = sorted((len(german), len(english)))
    if longer > LARGEST_RATIO * shorter + ALLOWANCE_CHARACTERS:
        return "length ratio"
    if _is_foreign(german_key, _ENGLISH, _GERMAN) or _is_foreign(english_key, _GERMAN, _ENGLISH):
        return "wrong language"
    if _numbers(german) != _numbers(english):
        return "numbers differ"
    return None


def _is_foreign(text: str, foreign: frozenset[str], own: frozenset[str]) -> bool:
    """Whether a text has two function words more of the foreign language than of its own."""
    words = set(text.split())
    return len(words & foreign) >= 2 + len(words & own)


def _numbers(text: str) -> set[str]:
    """The numbers of three digits or more; smaller ones are often spelled out, or a time or a day."""
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)}


_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\d\.)(?<!\b[A-Z]\.) (?=[A-ZÄÖÜ„\"])")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?!\d)|\d{3,}")
# U+FFFD, control characters, soft hyphens, and UTF-8 that was read as Latin-1 (Ã¤, â€œ)
_BROKEN = re.compile(r"[\ufffd\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad]|Ã[\u0080-\u00bf¤¶¼Ÿ]|â€|Â[ «»§]")
_MARKUP = re.compile(
    r"</?[A-Za-z!][^>]*>|&(?:[a-z]{2,6}|#\d+);|\{\{|\}\}|\]\]|\[\[|\\[a-zA-Z]+\{|%[sdiu]\b|\$\{|\$\(|"
    r"[{}|<>=#*_^~]{2}|::|->|\{\d+\}|\bhref\b"
)
# frequent function words that the other language does not have
_GERMAN = frozenset(
    """
    der die das und ist nicht ich sie ein eine zu den mit dem von auf für es im des auch sich wie aber er wir
    als wird sind oder nach bei einen einem einer wenn kann haben hat werden zum zur über noch nur durch dass
    daß mir mich dir dich ihr ihre sein seine habe war wurde können muss muß
    """.split()  # noqa: SIM905 - a hundred quotation marks would not read better
)
_ENGLISH = frozenset(
    """
    the and of to is you that it for on are with as this be at have from or by not but what all were when we
    there can your which their if do how he she they his has had would could should been than who its
    """.split()  # noqa: SIM905
)
