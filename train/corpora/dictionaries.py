"""What single words mean: the dictionaries, cleaned and joined, and which of their words are trained on.

A dictionary says which translations there are; aligned sentences say which of them people use. Training wants
both: an entry's translations come in the proportion in which aligned sentences show them. Inflected forms,
which dictionaries of head words lack, are taken from the aligned sentences themselves.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from train.corpora import Corpora
from train.corpora.association import Association
from train.corpora.parallel import Pair, read_dictionary
from train.corpora.restoring import Truecaser

FREQUENT_WORDS = 1_000
KEPT_OUT_WORDS = 1_000
KEPT_OUT_RANKS = (1_000, 20_000)
"""Words kept out of training have these ranks: rare enough to be spared, common enough to be asked for."""

LEAST_PROBABILITY = 0.02
"""A translation is supported by aligned sentences where this share of the word's links or more go to it."""
DERIVED_PROBABILITY = 0.4
DERIVED_INVERSE = 0.1
DERIVED_COUNT = 3.0
"""What aligned sentences alone must show for a pair that no dictionary has; chosen by reading samples."""
COMMON_PROBABILITY = 0.25
COMMON_COUNT = 10.0
"""The same for a common word that is no head word of Wiktionary: `gekommen`, `ließ`."""
LONG_WORD = 8
LONG_WORD_INVERSE = 0.3
"""A long German word is often a compound, whose link goes to one of the two English words."""
MOST_UNSUPPORTED = 3
"""Translations per word, in the dictionary's order, that no aligned sentence shows."""
SLOTS = 4
"""A word's supported translations share about this many places in the training data, each at least one."""


@dataclass(frozen=True)
class Word:
    """A German word as it is written, and all English translations in the dictionaries, lower-cased."""

    german: str
    accepted: frozenset[str]


class Dictionaries:
    """All dictionaries of the catalogue, looked up by lower-cased German.

    The head words are Wiktionary's, with capitals; the word lists of MUSE and xling-eval, in lower case, add
    inflected forms and mistakes.
    """

    def __init__(self, wiktionary: Iterable[Pair], word_lists: Iterable[Pair]) -> None:
        self.wiktionary: dict[str, dict[str, str]] = defaultdict(dict)
        """English by lower-cased English by lower-cased German, in the order of the dictionary."""
        self.word_lists: dict[str, dict[str, str]] = defaultdict(dict)
        self.spellings: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        """Wiktionary's ways of writing a lower-cased word (`Essen`, `essen`), with the English of each."""
        for german, english in wiktionary:
            headword = clean_headword(german)
            for gloss in clean_glosses(english) if headword else ():
                self.wiktionary[headword.lower()].setdefault(gloss.lower(), gloss)
                self.spellings[headword.lower()][headword].add(gloss.lower())
        for german, english in word_lists:
            headword = clean_headword(german).lower()
            for gloss in clean_glosses(english) if headword else ():
                self.word_lists[headword].setdefault(gloss.lower(), gloss)
        self._stems = self._glosses_by_stem()

    def accepted(self, german: str) -> frozenset[str]:
        """All translations of a word that any dictionary has, lower-cased."""
        word = german.lower()
        return frozenset(self.wiktionary.get(word, ())) | frozenset(self.word_lists.get(word, ()))

    def words(self) -> Set[str]:
        """All entries of one word, lower-cased."""
        return {word for word in self.wiktionary.keys() | self.word_lists.keys() if _ONE_WORD.fullmatch(word)}

    def inflects(self, german: str, english: str) -> bool:
        """Whether a pair looks like forms of a pair of head words: `gebete prayers` of `Gebet prayer`."""
        for lemma, glosses in self._stems.get(german[:_STEM], ()):
            if _share_stem(german, lemma) and any(_share_stem(english, gloss) for gloss in glosses):
                return True
        return False

    def _glosses_by_stem(self) -> Mapping[str, Sequence[tuple[str, Set[str]]]]:
        stems: dict[str, list[tuple[str, Set[str]]]] = defaultdict(list)
        for word, glosses in self.wiktionary.items():
            stems[word[:_STEM]].append((word, glosses.keys()))
        return stems


def read(corpora: Corpora) -> Dictionaries:
    """The dictionaries of the catalogue."""
    wiktionary = read_dictionary(corpora.path("dict_wiktionary", "de-en.tsv.gz"))
    muse = read_dictionary(corpora.path("dict_muse_part", "de-en.txt.gz"))
    xling = read_dictionary(corpora.path("dict_xling_eval", "yacle.train.freq.5k.en-de.tsv"))
    return Dictionaries(wiktionary, [*muse, *((german, english) for english, german in xling)])


def clean_headword(german: str) -> str:
    """A head word without its number or article; empty where it is no word but an affix or a note."""
    word = _ARTICLE_DE.sub("", _NUMBERED.sub("", german.replace("’", "'"))).strip(" !?")
    return word if _HEADWORD.fullmatch(word) else ""


def clean_glosses(english: str) -> list[str]:
    """The translations in a gloss: `to go (on foot), walk` → `go`, `walk`."""
    glosses = (_ARTICLE_EN.sub("", part.strip(" .!?")) for part in _SEPARATOR.split(_NOTE.sub("", english)))
    return [gloss for gloss in glosses if _GLOSS.fullmatch(gloss)]


def word_sets(
    dictionaries: Dictionaries, frequencies: Counter[str], german_case: Truecaser
) -> tuple[list[Word], list[Word]]:
    """The most frequent words of the dictionaries, and others to keep out of training, drawn by their hash.

    `frequencies` are of lower-cased German words in running text.
    """
    ranked = sorted(dictionaries.words() & frequencies.keys(), key=lambda word: (-frequencies[word], word))
    candidates = ranked[slice(*KEPT_OUT_RANKS)]
    # a head word's translations are Wiktionary's, which are fair to ask for
    candidates = [word for word in candidates if word in dictionaries.wiktionary and len(word) > 3]
    kept_out = sorted(candidates, key=lambda word: hashlib.sha256(word.encode()).digest())[:KEPT_OUT_WORDS]

    def entry(word: str) -> Word:
        return Word(spelling(word, dictionaries, german_case), dictionaries.accepted(word))

    return [entry(word) for word in ranked[:FREQUENT_WORDS]], [entry(word) for word in sorted(kept_out)]


def spelling(word: str, dictionaries: Dictionaries, german_case: Truecaser) -> str:
    """How a lower-cased German word is written: as in running text, else as in Wiktionary, else as it is."""
    if german_case.knows(word):
        return german_case.form(word)
    return next(iter(dictionaries.spellings.get(word, ())), word)


def training_pairs(
    dictionaries: Dictionaries,
    associations: Iterable[Association],
    kept_out: Set[str],
    german_case: Truecaser,
    english_case: Truecaser,
) -> list[Pair]:
    """Entries to train on, a pair repeated by how much its translation is used.

    `kept_out` are lower-cased German words.
    """
    links: dict[str, list[Association]] = defaultdict(list)
    for association in associations:
        links[association.german].append(association)
    words = dictionaries.wiktionary.keys() | dictionaries.word_lists.keys() | links.keys()
    pairs: list[Pair] = []
    for word in sorted(words - kept_out):
        translations = _translations(word, links.get(word, []), dictionaries)
        listed = dictionaries.spellings.get(word, {})
        for written in dict.fromkeys([spelling(word, dictionaries, german_case), *listed]):
            # food is Essen, not essen
            of_others = {gloss for other in listed if other != written for gloss in listed[other]}
            for gloss, places in translations.items():
                if gloss not in of_others or gloss in listed.get(written, ()):
                    english = dictionaries.wiktionary.get(word, {}).get(gloss) or english_case.form(gloss)
                    pairs += [(written, english)] * places
    return pairs


def _translations(word: str, links: Sequence[Association], dictionaries: Dictionaries) -> dict[str, int]:
    """How often each translation of a word is shown, by lower-cased English."""
    accepted = dictionaries.accepted(word)
    supported = {
        link.english: link.probability
        for link in links
        if link.probability >= LEAST_PROBABILITY
        and (
            link.english in accepted
            or _is_derivable(link, word in dictionaries.wiktionary)
            or dictionaries.inflects(word, link.english)
        )
    }
    total = sum(supported.values())
    places = {gloss: max(1, round(SLOTS * share / total)) for gloss, share in supported.items()}
    unsupported = [gloss for gloss in dictionaries.wiktionary.get(word, {}) if gloss not in places]
    unsupported += [
        gloss
        for gloss in dictionaries.word_lists.get(word, {})
        if gloss not in places and gloss not in unsupported and dictionaries.inflects(word, gloss)
    ]
    return places | dict.fromkeys(unsupported[:MOST_UNSUPPORTED], 1)


def _is_derivable(link: Association, is_lemma: bool) -> bool:
    """Whether aligned sentences alone are ground enough for a pair.

    Forms of a verb share one English form among many, which makes the inverse small; where such a form is
    common and no head word, its probability is enough.
    """
    if "'" in link.english or "’" in link.english:
        return False  # don't, I'd: one word here, two in meaning
    if not is_lemma and link.count >= COMMON_COUNT and link.probability >= COMMON_PROBABILITY:
        return True
    least_inverse = LONG_WORD_INVERSE if len(link.german) >= LONG_WORD else DERIVED_INVERSE
    return (
        link.probability >= DERIVED_PROBABILITY
        and link.inverse >= least_inverse
        and link.count >= DERIVED_COUNT
    )


def _share_stem(form: str, lemma: str) -> bool:
    """Whether two words agree but for an ending of three letters."""
    stem = max(_STEM, min(len(form), len(lemma)) - 2)
    return form[:stem] == lemma[:stem] and abs(len(form) - len(lemma)) <= 3


_STEM = 3
_ONE_WORD = re.compile(r"[a-zäöüß]{2,}")
_NUMBERED = re.compile(r"^\d+\.\s+")
_ARTICLE_DE = re.compile(r"^(?:der|die|das|ein|eine)\s+(?=[A-ZÄÖÜ])")
_ARTICLE_EN = re.compile(r"^(?:to|an?|the)\s+(?=\w)")
_NOTE = re.compile(r"\([^)]*\)|\[[^]]*\]|''.*")
_SEPARATOR = re.compile(r"[,;]")
_HEADWORD = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž'-]*(?: [A-Za-zÀ-ž'-]+){0,5}(?<!-)")
_GLOSS = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž'-]*(?: [A-Za-zÀ-ž'-]+){0,4}(?<!-)")
