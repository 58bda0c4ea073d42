"""What a translator is trained on: every corpus read, restored, cleaned and weighted by domain."""

import gzip
import hashlib
import json
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from models.files import replacing_file
from train.corpora import Corpora, dictionaries, phrasebook, splits
from train.corpora.association import Association, associations
from train.corpora.cleaning import Cleaner, split_long
from train.corpora.dictionaries import Word
from train.corpora.noise import renamed
from train.corpora.parallel import Pair, key, read_lines
from train.corpora.parts import Part, Selection, restore, select
from train.corpora.restoring import Truecaser, words_of

FILE = Path(__file__).with_name("mix.toml")
KEPT_MIXES = 3
"""So many are kept in the user's cache, of some 30 MB each: one may be in use while another is tried."""
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
    """Number of pairs in the file."""
    kept: int
    """Number of pairs that came of them: more where paragraphs were parted into sentences."""
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

    Made in about two minutes, then kept in the user's cache, where it is found again as long as the corpora,
    `mix.toml` and the code are the same. The corpora must be at hand all the same, or be to be had: what a
    command does should not depend on what another one left.

    Raises:
        TrainingError: a corpus is not to be had, or not what the catalogue says.
    """
    for corpus in corpora_of_mix():
        corpora.paths(corpus)
    path = platformdirs.user_cache_path("dolmetsch", appauthor=False) / f"mix-{_fingerprint(corpora)}.json.gz"
    if path.exists():
        path.touch()  # lately used
        return _read(path)
    content = json.dumps(_make(corpora), ensure_ascii=False, default=_plain).encode()
    with replacing_file(path) as temporary:
        temporary.write_bytes(gzip.compress(content, compresslevel=3))
    _forget_oldest(path.parent)
    return _read(path)  # once more from the file, so that a first run and a later one get the very same


def test_sets(corpora: Corpora) -> dict[str, list[Pair]]:
    """The sets for the final figures alone, by name: never trained on, never chosen by."""
    return splits.test_sets(corpora)


def corpora_of_mix() -> list[str]:
    """The corpora that the mix is made of, for a manifest."""
    parts = (part["corpus"] for domain in _settings()["domain"] for part in domain.get("parts", ()))
    return list(dict.fromkeys([*parts, *(corpus for corpus, _ in _PLAIN_GERMAN), *_DICTIONARIES]))


def parts_of_mix() -> list[Part]:
    """The files of parallel text that the mix is made of, as `mix.toml` names them."""
    return [Part(**values) for domain in _settings()["domain"] for values in domain.get("parts", ())]


def report_table(mix: Mix) -> tuple[list[str], list[list[object]]]:
    """Header and rows of a table of what cleaning kept and dropped, by corpus and reason."""
    reasons = sorted({reason for entry in mix.report for reason in entry.dropped})
    rows: list[list[object]] = []
    for entry in mix.report:
        counts = (entry.dropped.get(reason, 0) for reason in reasons)
        rows.append([entry.corpus, entry.domain, entry.read, entry.kept, *counts])
    totals = [sum(column) for column in zip(*(row[2:] for row in rows), strict=True)]
    return ["corpus", "domain", "read", "kept", *reasons], [*rows, ["all", "", *totals]]


def _settings() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _fingerprint(corpora: Corpora) -> str:
    """What the mix depends on, corpora, settings and code, in 16 hexadecimal digits."""
    digest = hashlib.sha256(FILE.read_bytes() + phrasebook.FILE.read_bytes())
    for module in _MODULES:
        digest.update((Path(__file__).parent / f"{module}.py").read_bytes())
    for corpus in corpora_of_mix():
        digest.update(json.dumps(corpora.provenance(corpus)).encode())
    return digest.hexdigest()[:16]


def _forget_oldest(directory: Path) -> None:
    """Removes the kept mixes of other corpora, settings or code, but for those that were lately used."""
    kept = sorted(directory.glob("mix-*.json.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEPT_MIXES:]:
        path.unlink(missing_ok=True)


def _plain(value: object) -> object:
    """What JSON has in the place of a data class or a set."""
    return sorted(value) if isinstance(value, frozenset) else vars(value)


def _read(path: Path) -> Mix:
    content = json.loads(gzip.decompress(path.read_bytes()))
    return Mix(
        domains=[
            Domain(entry["name"], entry["weight"], _pairs(entry["pairs"])) for entry in content["domains"]
        ],
        development={name: _pairs(pairs) for name, pairs in content["development"].items()},
        report=[CleaningReport(**entry) for entry in content["report"]],
        frequent_words=_words(content["frequent_words"]),
        kept_out_words=_words(content["kept_out_words"]),
    )


def _pairs(entries: Iterable[Sequence[str]]) -> list[Pair]:
    return [(german, english) for german, english in entries]


def _words(entries: Iterable[Mapping[str, Any]]) -> list[Word]:
    return [Word(entry["german"], frozenset(entry["accepted"])) for entry in entries]


def _make(corpora: Corpora) -> Mix:
    """The mix from the corpora: sentences first, then the words, which need the sentences."""
    settings = _settings()
    selections = [
        select(corpora, domain["name"], Part(**values))
        for domain in settings["domain"]
        for values in domain.get("parts", ())
    ]
    running_text = [line for corpus, file in _PLAIN_GERMAN for line in read_lines(corpora.path(corpus, file))]
    case = _truecasers(selections, running_text)
    entries = dictionaries.read(corpora)
    frequencies = _frequencies(running_text, selections)
    frequent_words, kept_out_words = dictionaries.word_sets(entries, frequencies, case[0])
    kept_out = {word.german.lower() for word in kept_out_words}

    development = splits.development_sets(corpora)
    held_out = [pair for pairs in (development | splits.test_sets(corpora)).values() for pair in pairs]
    cleaner = Cleaner(
        held_out_german={key(german) for german, _ in held_out} | kept_out,
        held_out_english={key(english) for _, english in held_out},
    )
    pairs_of, report = _clean([restore(selection, *case) for selection in selections], cleaner)
    pairs_of["letters"] = _letters(cleaner)
    links = associations(pair for domain in _ASSOCIATED for pair in pairs_of[domain])
    _drop_unrelated(pairs_of, report, links)
    pairs_of["names"] = _names(pairs_of, cleaner)
    word_pairs = dictionaries.training_pairs(entries, links, kept_out, *case)
    pairs_of |= _word_domains(word_pairs, frequencies, cleaner)
    others = _with_other_names(pairs_of["everyday"], settings["renaming"])
    pairs_of["everyday"] = [pair for pair in others if not cleaner.holds_out(*map(key, pair))]

    domains = [
        Domain(entry["name"], entry["weight"], pairs_of[entry["name"]]) for entry in settings["domain"]
    ]
    return Mix(domains, development, report, frequent_words, kept_out_words)


def _clean(
    selections: Iterable[Selection], cleaner: Cleaner
) -> tuple[dict[str, list[Pair]], list[CleaningReport]]:
    """The good pairs by domain, and what became of the others."""
    pairs_of: dict[str, list[Pair]] = defaultdict(list)
    report = []
    for selection in selections:
        kept, faults = cleaner.clean(piece for pair in selection.pairs for piece in split_long(pair))
        pairs_of[selection.domain] += kept
        name = f"{selection.part.corpus}/{selection.part.name}"
        dropped = dict(selection.dropped + faults)
        report.append(CleaningReport(name, selection.domain, selection.read, len(kept), dropped))
    return pairs_of, report


def _letters(cleaner: Cleaner) -> list[Pair]:
    """The phrases of our own that no other set holds out, each as often as the phrasebook has it."""
    phrases = phrasebook.read().training
    fit, _ = cleaner.clean(dict.fromkeys(phrases))
    kept = set(fit)
    return [pair for pair in phrases if pair in kept]


def _drop_unrelated(
    pairs_of: dict[str, list[Pair]], report: list[CleaningReport], links: Sequence[Association]
) -> None:
    """Takes out of the doubtful domains what is no translation, and corrects the report."""
    for place, entry in enumerate(report):
        if entry.domain in _DOUBTFUL:
            unrelated = _unrelated(pairs_of[entry.domain], links)
            pairs_of[entry.domain] = [pair for pair in pairs_of[entry.domain] if pair not in unrelated]
            dropped = entry.dropped | {"unrelated": len(unrelated)}
            report[place] = replace(entry, kept=entry.kept - len(unrelated), dropped=dropped)


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


def _truecasers(selections: Sequence[Selection], running_text: Sequence[str]) -> tuple[Truecaser, Truecaser]:
    """For German and for English, from everything whose capitals are to be trusted."""
    cased, uncased = [], []
    for selection in selections:
        if selection.part.lower_cased or selection.part.careless:
            uncased += selection.pairs
        elif selection.domain in _WELL_CASED:
            cased += selection.pairs
    german = [*(german for german, _ in cased), *running_text[::_TRUECASING_STEP]]
    return (
        Truecaser(german, {word for german, _ in uncased for word in words_of(german)}),
        Truecaser(
            (english for _, english in cased), {word for _, english in uncased for word in words_of(english)}
        ),
    )


def _frequencies(running_text: Iterable[str], selections: Iterable[Selection]) -> Counter[str]:
    """How often lower-cased German words stand in plain and in parallel text."""
    frequencies: Counter[str] = Counter()
    for line in running_text:
        frequencies.update(_WORD.findall(line.lower()))
    for selection in selections:
        for german, _ in selection.pairs:
            frequencies.update(_WORD.findall(german.lower()))
    return frequencies


def _names(pairs_of: dict[str, list[Pair]], cleaner: Cleaner) -> list[Pair]:
    """Names of one to three words that stand inside a sentence and its translation, each a pair of its own.

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

    A single word may stand alone in a test set (`Yes.`) and is trained on all the same: it is vocabulary.
    Held-out sentences of two words or more are not, whatever dictionary has them.
    """
    words = {german.lower() for german, _ in pairs if " " not in german}
    ranked = sorted(words, key=lambda word: (-frequencies[word], word))
    ranks = {word: rank for rank, word in enumerate(ranked)}
    domains: dict[str, list[Pair]] = {"frequent words": [], "words": []}
    for german, english in pairs:
        if _is_phrase_in(german, cleaner.held_out_german) or _is_phrase_in(english, cleaner.held_out_english):
            continue
        rank = ranks.get(german.lower(), FREQUENT_RANKS)
        if rank < FREQUENT_RANKS:
            times = next((times for limit, times in REPEATS if rank < limit), 1)
            domains["frequent words"] += [(german, english)] * times
        else:
            domains["words"].append((german, english))
    return domains


def _is_phrase_in(text: str, held_out: Set[str]) -> bool:
    """Whether a text of two words or more is held out."""
    return " " in (phrase := key(text)) and phrase in held_out


def _with_other_names(pairs: list[Pair], settings: Mapping[str, Any]) -> list[Pair]:
    """The pairs with some of their most frequent names replaced, as `mix.toml` says."""
    rng = random.Random(0)
    for name, others in settings["names"].items():
        pairs = renamed(pairs, name, others, settings["share"], rng)
    return pairs


_MODULES = (
    "association", "cleaning", "dictionaries", "mix", "noise", "parallel", "parts", "phrasebook", "restoring",
    "splits",
)  # fmt: skip
"""Whose code makes the mix."""
_WELL_CASED = ("everyday", "news", "talks", "parliament", "encyclopedia", "stories", "documentation", "web")
"""Domains whose capitals are to be trusted."""
_TRUECASING_STEP = 4
"""Every so many paragraphs of plain German are enough for its nouns."""
_ASSOCIATED = (
    "everyday", "captions", "news", "talks", "parliament", "encyclopedia", "similarity", "chat", "stories"
)  # fmt: skip
"""Domains that say what a word means in general German."""
_DOUBTFUL = ("web",)
"""Domains, of one corpus each, where many a pair says two different things."""
_LEAST_EVIDENCE = 4
_LEAST_MATCHED = 0.35
_NAMED = ("news", "talks", "encyclopedia", "web", "similarity")
_PLAIN_GERMAN = (
    ("plain_de_bundestag", "bundestag_wp18.txt.gz"),
    ("plain_de_eltec", "eltec_deu_1880-1920.txt.gz"),
    ("plain_de_10kgnad", "test.csv.gz"),
)
_DICTIONARIES = ("dict_wiktionary", "dict_muse_part", "dict_xling_eval")
_WORD = re.compile(r"[a-zäöüß]{2,}")
_NAME = re.compile(r"(?<=[a-zäöüß,] )(?:[A-ZÄÖÜ][\w.'-]*\w ?){1,3}(?<! )")
