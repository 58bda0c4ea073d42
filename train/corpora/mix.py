"""What a translator is trained on: every corpus read, restored, cleaned and weighted by domain."""

import gzip
import hashlib
import json
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs

from models.files import replacing_file
from train.corpora import Corpora, dictionaries, splits
from train.corpora.association import Association, associations
from train.corpora.cleaning import Cleaner, split_long
from train.corpora.dictionaries import Word
from train.corpora.noise import renamed
from train.corpora.parallel import Pair, key, read_lines
from train.corpora.restoring import Truecaser, detokenised, words_of

FILE = Path(__file__).with_name("mix.toml")
FREQUENT_RANKS = 8_000
"""Dictionary words up to this rank in running text make the domain of frequent words."""
REPEATS = ((1_000, 3), (3_000, 2))
"""Frequent words up to a rank come this many times as often as the others of their domain."""


@dataclass(frozen=True)
class Domain:
    """Pairs of one kind, and how much of the training they make."""

    name: str
    weight: float
    """Share of the target tokens that are sampled, relative to the other domains'."""
    pairs: list[Pair]


@dataclass(frozen=True)
class CleaningReport:
    """What became of one file of a corpus."""

    corpus: str
    domain: str
    read: int
    kept: int
    dropped: dict[str, int]
    """Number of pairs by reason."""


@dataclass(frozen=True)
class Mix:
    """Everything that training, and the choice between models, may see."""

    domains: list[Domain]
    development: dict[str, list[Pair]]
    report: list[CleaningReport]
    frequent_words: list[Word]
    """The most frequent words of the dictionaries; their entries are trained on."""
    kept_out_words: list[Word]
    """Words whose entries are not trained on."""


def load_mix(corpora: Corpora) -> Mix:
    """The mix of `mix.toml`.

    Made in about a minute, then kept in the user's cache until a corpus, the mix or this package's code changes.

    Raises:
        TrainingError: a corpus is not to be had, or not what the catalogue says.
    """
    path = platformdirs.user_cache_path("dolmetsch", appauthor=False) / f"mix-{_fingerprint(corpora)}.json.gz"
    if path.exists():
        return _read(path)
    mix = _make(corpora)
    with (
        replacing_file(path) as temporary,
        gzip.open(temporary, "wt", encoding="utf-8", compresslevel=3) as file,
    ):
        json.dump(mix, file, ensure_ascii=False, default=_plain)
    return _read(path)  # once more from the file, so that a first run and a later one get the very same


def test_sets(corpora: Corpora) -> dict[str, list[Pair]]:
    """The sets for the final figures alone, by name: never trained on, never chosen by."""
    return splits.test_sets(corpora)


def corpora_of_mix() -> list[str]:
    """The corpora that the mix is made of, for a manifest."""
    parts = (part["corpus"] for domain in _settings()["domain"] for part in domain.get("parts", ()))
    return list(dict.fromkeys([*parts, *_OTHER_CORPORA]))


def report_table(mix: Mix) -> tuple[list[str], list[list[object]]]:
    """Header and rows of a table of what cleaning kept and dropped, by corpus and reason."""
    reasons = sorted({reason for entry in mix.report for reason in entry.dropped})
    rows: list[list[object]] = [
        [
            entry.corpus,
            entry.domain,
            entry.read,
            entry.kept,
            *(entry.dropped.get(reason, 0) for reason in reasons),
        ]
        for entry in mix.report
    ]
    totals = [sum(column) for column in zip(*(row[2:] for row in rows), strict=True)]
    return ["corpus", "domain", "read", "kept", *reasons], [*rows, ["all", "", *totals]]


@dataclass(frozen=True)
class _Part:
    """One file of a corpus, as `mix.toml` names it."""

    corpus: str
    name: str
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


def _settings() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _fingerprint(corpora: Corpora) -> str:
    """What the mix depends on: the corpora's checksums, the mix and the code, in sixteen hexadecimal digits."""
    digest = hashlib.sha256(FILE.read_bytes())
    for module in _MODULES:
        digest.update((Path(__file__).parent / f"{module}.py").read_bytes())
    for corpus in corpora_of_mix():
        digest.update(json.dumps(corpora.provenance(corpus)).encode())
    return digest.hexdigest()[:16]


def _plain(value: object) -> object:
    """What JSON has in the place of a data class or a set."""
    return sorted(value) if isinstance(value, frozenset) else vars(value)


def _read(path: Path) -> Mix:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        content = json.load(file)
    return Mix(
        domains=[
            Domain(
                domain["name"], domain["weight"], [(german, english) for german, english in domain["pairs"]]
            )
            for domain in content["domains"]
        ],
        development={name: [(de, en) for de, en in pairs] for name, pairs in content["development"].items()},
        report=[CleaningReport(**entry) for entry in content["report"]],
        frequent_words=[
            Word(word["german"], frozenset(word["accepted"])) for word in content["frequent_words"]
        ],
        kept_out_words=[
            Word(word["german"], frozenset(word["accepted"])) for word in content["kept_out_words"]
        ],
    )


def _make(corpora: Corpora) -> Mix:
    """The mix from the corpora: sentences first, then the words, which need the sentences."""
    settings = _settings()
    development = splits.development_sets(corpora)
    held_out = [pair for pairs in (development | splits.test_sets(corpora)).values() for pair in pairs]
    selections = [
        _select(corpora, domain["name"], _Part(**values))
        for domain in settings["domain"]
        for values in domain.get("parts", ())
    ]
    running_text = _running_text(corpora)
    german_case, english_case = _truecasers(selections, running_text)
    entries = dictionaries.read(corpora)
    frequencies = _frequencies(running_text, selections)
    frequent_words, kept_out_words = dictionaries.word_sets(entries, frequencies, german_case)
    kept_out = {word.german.lower() for word in kept_out_words}

    cleaner = Cleaner(
        {key(german) for german, _ in held_out} | kept_out, {key(english) for _, english in held_out}
    )
    report: list[CleaningReport] = []
    pairs_of: dict[str, list[Pair]] = {}
    for selection in selections:
        restored = _restore(selection, german_case, english_case)
        kept, faults = cleaner.clean(piece for pair in restored.pairs for piece in split_long(pair))
        report.append(
            CleaningReport(
                corpus=f"{selection.part.corpus}/{selection.part.name}",
                domain=selection.domain,
                read=selection.read,
                kept=len(kept),
                dropped=dict(restored.dropped + faults),
            )
        )
        pairs_of.setdefault(selection.domain, []).extend(kept)
    pairs_of["names"] = _names(pairs_of, cleaner)
    everyday = [pair for domain in _ASSOCIATED for pair in pairs_of[domain]]
    links = associations(everyday)
    for place, entry in enumerate(report):
        if entry.domain in _DOUBTFUL:
            unrelated = _unrelated(pairs_of[entry.domain], links)
            pairs_of[entry.domain] = [pair for pair in pairs_of[entry.domain] if pair not in unrelated]
            dropped = entry.dropped | {"unrelated": len(unrelated)}
            report[place] = replace(entry, kept=entry.kept - len(unrelated), dropped=dropped)
    word_pairs = dictionaries.training_pairs(entries, links, kept_out, german_case, english_case)
    pairs_of |= _word_domains(word_pairs, frequencies, cleaner)
    rng = random.Random(0)
    for name, others in settings["renaming"].items():
        if isinstance(others, list):
            pairs_of["everyday"] = renamed(
                pairs_of["everyday"], name, others, settings["renaming"]["share"], rng
            )
    domains = [
        Domain(domain["name"], domain["weight"], pairs_of[domain["name"]]) for domain in settings["domain"]
    ]
    return Mix(domains, development, report, frequent_words, kept_out_words)


@dataclass(frozen=True)
class _Selection:
    """The pairs of a part that cleaning gets to see."""

    domain: str
    part: _Part
    read: int
    pairs: list[Pair]
    dropped: Counter[str]


def _select(corpora: Corpora, domain: str, part: _Part) -> _Selection:
    """Reads a part and takes what its settings ask for."""
    if part.format == "tatoeba":
        split = splits.tatoeba(corpora)
        held_out = len(split.development) + len(split.test)
        return _Selection(
            domain, part, len(split.training) + held_out, split.training, Counter({"held out": held_out})
        )
    everything = splits.aligned(corpora, part.corpus, part.name)
    pairs = everything[: len(everything) - part.without_last]
    dropped = Counter({"held out": part.without_last})
    if part.most_per_source is None and not part.prose and not part.leave_out:
        return _Selection(domain, part, len(everything), pairs, dropped)
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
    return _Selection(domain, part, len(everything), selected, dropped)


def _is_prose(pair: Pair) -> bool:
    """Whether a pair is a sentence that could stand in a letter: begun and ended as one, without code."""
    return all(
        _PROSE_WORDS[0] <= len(side.split()) <= _PROSE_WORDS[1]
        and side[0].isupper()
        and side[-1] in ".!?"
        and not _CODE.search(side)
        for side in pair
    )


def _restore(selection: _Selection, german_case: Truecaser, english_case: Truecaser) -> _Selection:
    """The selection with spaces and capitals put back, without the pairs where that cannot be done well."""
    part, pairs, dropped = selection.part, selection.pairs, Counter(selection.dropped)
    if part.tokenised:
        pairs = [(detokenised(german), detokenised(english)) for german, english in pairs]
        kept = [pair for pair in pairs if not _UNRESTORED.search(pair[0]) and not _UNRESTORED.search(pair[1])]
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
    return _Selection(selection.domain, part, selection.read, pairs, dropped)


def _with_capitals(english: str, german: str, english_case: Truecaser) -> str:
    """English typed without capitals with those that its German has: `i'll see` beside `Ich sehe` → `I'll see`."""
    if german.islower():
        return english
    restored = english_case.restore(english) if english.islower() else english
    return restored[0].upper() + restored[1:] if german[0].isupper() else restored


def _unrelated(pairs: Iterable[Pair], links: Iterable[Association]) -> set[Pair]:
    """The pairs where too few German words have any of their translations on the English side."""
    translations: dict[str, set[str]] = defaultdict(set)
    for link in links:
        translations[link.german].add(link.english)
    unrelated = set()
    for german, english in pairs:
        words = [word for word in set(key(german).split()) if len(word) > 3 and word in translations]
        found = set(key(english).split())
        matched = sum(not translations[word].isdisjoint(found) for word in words)
        if len(words) >= _LEAST_EVIDENCE and matched < _LEAST_MATCHED * len(words):
            unrelated.add((german, english))
    return unrelated


def _truecasers(selections: Sequence[_Selection], running_text: Sequence[str]) -> tuple[Truecaser, Truecaser]:
    """For German and for English, from everything whose capitals are to be trusted."""
    lower_cased = [
        pair
        for selection in selections
        if selection.part.lower_cased or selection.part.careless
        for pair in selection.pairs
    ]
    cased = [
        pair
        for selection in selections
        if selection.domain in _WELL_CASED and not selection.part.lower_cased
        for pair in selection.pairs
    ]
    german = [german for german, _ in cased] + list(running_text[::_TRUECASING_STEP])
    return (
        Truecaser(german, {word for german, _ in lower_cased for word in words_of(german)}),
        Truecaser(
            (english for _, english in cased),
            {word for _, english in lower_cased for word in words_of(english)},
        ),
    )


def _running_text(corpora: Corpora) -> list[str]:
    """Paragraphs of plain German: debates, novels and news."""
    return [line for corpus, file in _PLAIN_GERMAN for line in read_lines(corpora.path(corpus, file))]


def _frequencies(running_text: Iterable[str], selections: Iterable[_Selection]) -> Counter[str]:
    """How often lower-cased German words stand in plain and in parallel text."""
    frequencies: Counter[str] = Counter()
    for line in running_text:
        frequencies.update(_WORD.findall(line.lower()))
    for selection in selections:
        for german, _ in selection.pairs:
            frequencies.update(_WORD.findall(german.lower()))
    return frequencies


def _names(pairs_of: dict[str, list[Pair]], cleaner: Cleaner) -> list[Pair]:
    """Names of one to three words that stand inside a sentence and inside its translation, each as a pair of its own.

    In English only names have capitals inside a sentence, so what is the same on both sides is one.
    """
    names: dict[str, None] = {}
    for domain in _NAMED:
        for german, english in pairs_of[domain]:
            inside = set(_NAME.findall(english))
            names.update((name, None) for name in _NAME.findall(german) if name in inside)
    held_out = cleaner.held_out_german | cleaner.held_out_english
    return [(name, name) for name in names if key(name) not in held_out]


def _word_domains(pairs: list[Pair], frequencies: Counter[str], cleaner: Cleaner) -> dict[str, list[Pair]]:
    """The entries by the two domains of words, common ones repeated.

    A single word may stand alone in a test set (`Yes.`) and is trained on all the same: it is vocabulary. Held-out
    sentences of two words or more are not, whatever dictionary has them.
    """
    words = {word for german, _ in pairs if " " not in (word := german.lower())}
    ranks = {
        word: rank for rank, word in enumerate(sorted(words, key=lambda word: (-frequencies[word], word)))
    }
    domains: dict[str, list[Pair]] = {"frequent words": [], "words": []}
    for german, english in pairs:
        keys = key(german), key(english)
        if (" " in keys[0] and keys[0] in cleaner.held_out_german) or (
            " " in keys[1] and keys[1] in cleaner.held_out_english
        ):
            continue
        rank = ranks.get(german.lower(), FREQUENT_RANKS)
        if rank < FREQUENT_RANKS:
            times = next((times for limit, times in REPEATS if rank < limit), 1)
            domains["frequent words"] += [(german, english)] * times
        else:
            domains["words"].append((german, english))
    return domains


_MODULES = (
    "association", "cleaning", "dictionaries", "mix", "noise", "parallel", "restoring", "splits"
)  # fmt: skip
"""Whose code makes the mix."""
_WELL_CASED = ("everyday", "news", "talks", "parliament", "encyclopedia", "stories", "documentation", "web")
"""Domains whose capitals are to be trusted."""
_TRUECASING_STEP = 4
"""Every so many paragraphs of plain German are enough for its nouns."""
_ASSOCIATED = (
    "everyday",
    "captions",
    "news",
    "talks",
    "parliament",
    "encyclopedia",
    "similarity",
    "chat",
    "stories",
)
"""Domains that say what a word means in general German."""
_DOUBTFUL = ("web",)
"""Domains, of one corpus each, where many a pair says two different things."""
_LEAST_EVIDENCE = 4
_LEAST_MATCHED = 0.35
_UNKNOWN_CASES = 1
"""A German word of unknown case a sentence does little harm; half of them are compounds met nowhere else."""
_NAMED = ("news", "talks", "encyclopedia", "web", "similarity")
_PLAIN_GERMAN = (
    ("plain_de_bundestag", "bundestag_wp18.txt.gz"),
    ("plain_de_eltec", "eltec_deu_1880-1920.txt.gz"),
    ("plain_de_10kgnad", "test.csv.gz"),
)
_OTHER_CORPORA = (
    *(corpus for corpus, _ in _PLAIN_GERMAN),
    "dict_wiktionary",
    "dict_muse_part",
    "dict_xling_eval",
)
_PROSE_WORDS = (5, 40)
_WORD = re.compile(r"[a-zäöüß]{2,}")
_CODE = re.compile(r"[_=<>{}\\@#$|~^*]|//|\w\(|\b\w+\(\)|[a-z][A-Z]|--|\.\w+\b(?<!\.\d)|\b[A-Z]+_")
_UNRESTORED = re.compile(r" [,.;:!?'’]|(?:^|\s)[\"'](?:\s|$)")
_NAME = re.compile(r"(?<=[a-zäöüß,] )(?:[A-ZÄÖÜ][\w.'-]*\w ?){1,3}(?<! )")
