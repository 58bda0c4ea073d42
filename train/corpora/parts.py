"""What is taken of each file of a corpus, and how it is made to look like what people write."""

import re
from collections import Counter
from dataclasses import dataclass, field

from train.corpora import Corpora, splits
from train.corpora.parallel import Pair, read_lines
from train.corpora.restoring import Truecaser, detokenised


@dataclass(frozen=True)
class Part:
    """One file of a corpus, as `mix.toml` names it, and what to take of it."""

    corpus: str
    name: str
    """Of `<name>.de.gz` and `<name>.en.gz`; of `<name>.txt.gz` where the format is Tatoeba's."""
    format: str = "aligned"
    tokenised: bool = False
    lower_cased: bool = False
    careless: bool = False
    """The English has fewer capitals than the German."""
    prose: bool = False
    """Only whole sentences of ordinary length and look."""
    most_per_source: int | None = None
    """At most so many pairs of each source that `<name>.source.gz` names."""
    leave_out: list[str] = field(default_factory=list)
    """Sources not to take."""
    without_last: int = 0
    """So many pairs at the end are held out."""


@dataclass(frozen=True)
class Selection:
    """The pairs of a part that cleaning gets to see."""

    domain: str
    part: Part
    read: int
    """Number of pairs in the file."""
    pairs: list[Pair]
    dropped: Counter[str]
    """Number of pairs left out so far, by reason."""


def select(corpora: Corpora, domain: str, part: Part) -> Selection:
    """Reads a part and takes what it asks for.

    Raises:
        TrainingError: a file is not to be had or not what the catalogue says.
    """
    if part.format == "tatoeba":
        split = splits.tatoeba(corpora)
        held_out = len(split.development) + len(split.test)
        read = len(split.training) + held_out
        return Selection(domain, part, read, split.training, Counter({"held out": held_out}))
    everything = splits.aligned(corpora, part.corpus, part.name)
    pairs = everything[: len(everything) - part.without_last]
    dropped = Counter({"held out": part.without_last})
    if part.most_per_source is None and not part.prose and not part.leave_out:
        return Selection(domain, part, len(everything), pairs, dropped)
    sources = [""] * len(pairs)
    if part.most_per_source is not None or part.leave_out:
        sources = read_lines(corpora.path(part.corpus, f"{part.name}.source.gz"))
    taken: Counter[str] = Counter()
    selected: list[Pair] = []
    for pair, source in zip(pairs, sources, strict=True):
        if source in part.leave_out:
            dropped["source left out"] += 1
        elif part.prose and not _is_prose(pair):
            dropped["not prose"] += 1
        elif part.most_per_source is not None and taken[source] >= part.most_per_source:
            dropped["enough of its source"] += 1
        else:
            taken[source] += 1
            selected.append(pair)
    return Selection(domain, part, len(everything), selected, dropped)


def restore(selection: Selection, german_case: Truecaser, english_case: Truecaser) -> Selection:
    """The selection with spaces and capitals put back, without the pairs where that cannot be done well."""
    part, pairs, dropped = selection.part, selection.pairs, Counter(selection.dropped)
    if part.tokenised:
        pairs = [(detokenised(german), detokenised(english)) for german, english in pairs]
        kept = [pair for pair in pairs if not any(_UNRESTORED.search(side) for side in pair)]
        dropped["spaces lost"] += len(pairs) - len(kept)
        pairs = kept
    if part.lower_cased:
        kept = [
            (german, english)
            for german, english in pairs
            if len(german_case.unknown(german)) <= _UNKNOWN_CASES and not english_case.unknown(english)
        ]
        dropped["case unknown"] += len(pairs) - len(kept)
        pairs = [(german_case.restore(german), english_case.restore(english)) for german, english in kept]
    if part.careless:
        pairs = [(german, _with_capitals(english, german, english_case)) for german, english in pairs]
    return Selection(selection.domain, part, selection.read, pairs, dropped)


def _is_prose(pair: Pair) -> bool:
    """Whether a pair is a sentence that could stand in a letter: begun and ended as one, without code."""
    return all(
        _PROSE_WORDS[0] <= len(side.split()) <= _PROSE_WORDS[1]
        and side[0].isupper()
        and side[-1] in ".!?"
        and not _CODE.search(side)
        for side in pair
    )


def _with_capitals(english: str, german: str, english_case: Truecaser) -> str:
    """English typed without capitals, with those that its German has: `i'll` beside `Ich will` → `I'll`."""
    if german.islower():
        return english
    restored = english_case.restore(english) if english.islower() else english
    return restored[0].upper() + restored[1:] if german[0].isupper() else restored


_PROSE_WORDS = (5, 40)
_UNKNOWN_CASES = 1
"""One German word of unknown case does a sentence little harm: it is a compound, mostly, met nowhere else."""
_CODE = re.compile(r"[_=<>{}\\@#$|~^*]|//|\w\(|\b\w+\(\)|[a-z][A-Z]|--|\.\w+\b(?<!\.\d)|\b[A-Z]+_")
_UNRESTORED = re.compile(r" [,.;:!?'’]|(?:^|\s)[\"'](?:\s|$)")
