"""What a vocabulary says of its words: which are forms of one, which are hidden, which join the others."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from nltk.stem.snowball import SnowballStemmer

from models.vectors import Vocabulary

IRREGULAR = Path(__file__).with_name("irregular.toml")
OFFENSIVE = Path(__file__).with_name("offensive.toml")
FUNCTION_WORDS = Path(__file__).with_name("function_words.toml")
_STEMMERS = {"de": "german", "en": "english"}


def vocabulary(words: Sequence[str], language: str) -> Vocabulary:
    """The words, in their order, with all that is known of them."""
    return Vocabulary(
        words=words,
        tokens=stems(words, language),
        hidden=offensive(words, language),
        function_words=function_words(words, language),
    )


def stems(words: Sequence[str], language: str) -> list[str]:
    """The stem of each word, the same for all its forms: Snowball's, and for `ging` that of `gehen`.

    Snowball takes neither `geht` and `gemacht` for verbs nor `bigger` for an adjective; such forms are found
    by the word they would be of, if that is among `words`.
    """
    stemmer = SnowballStemmer(_STEMMERS[language])
    known = frozenset(words)
    irregular = _irregular(language)
    regular = _german_verb_forms(known, irregular) if language == "de" else _english_comparatives(known)
    named = regular | irregular
    return [stemmer.stem(named.get(word, word).lower()) for word in words]  # `Wand` is not `wand` of `winden`


def offensive(words: Sequence[str], language: str) -> list[int]:
    """The places of slurs and obscenities in `words`."""
    entries = _entries(OFFENSIVE, language)
    whole = {entry[:-1] for entry in entries if entry.endswith("$")}
    beginnings = tuple(entry for entry in entries if not entry.endswith("$"))
    return [
        place
        for place, word in enumerate(words)
        if word in whole or (word.isupper() and word.lower() in whole) or word.lower().startswith(beginnings)
    ]


def function_words(words: Sequence[str], language: str) -> list[int]:
    """The places of articles, pronouns, prepositions, conjunctions and auxiliaries in `words`."""
    listed = {word for line in _entries(FUNCTION_WORDS, language) for word in line.split()}
    return [place for place, word in enumerate(words) if word in listed]


def _entries(path: Path, language: str) -> list[str]:
    entries: list[str] = tomllib.loads(path.read_text(encoding="utf-8"))[language]
    return entries


def _irregular(language: str) -> dict[str, str]:
    """The word that names its family for every form whose stem changes, and for itself."""
    families = [line.split() for line in _entries(IRREGULAR, language)]
    return {form: family[0] for family in families for form in family}


def _german_verb_forms(words: Set[str], irregular: Mapping[str, str]) -> dict[str, str]:
    """The infinitive of every form among `words` that is one's of `words` by rule, prefixes included."""
    infinitives = {word for word in words if word.islower() and word.endswith(("en", "ern", "eln", "tun"))}
    infinitives = {word for word in infinitives if irregular.get(word, word) == word}
    strong = defaultdict(list)
    for form, verb in irregular.items():
        strong[verb].append(form)
    forms: dict[str, str] = {}
    for verb in sorted(infinitives, key=lambda verb: (len(verb), verb)):  # `vorlegen` before `vorgelegen`
        found = [form for form in _weak_forms(verb) if form in words]
        for prefix in _PREFIXES:
            base = verb.removeprefix(prefix)
            if verb.startswith(prefix) and len(base) >= _SHORTEST_VERB:
                joined = (*strong[base], *_weak_forms(base), f"zu{base}")
                # `bekommen` and `übernommen` have no `ge`
                bare = (form[2:] for form in joined if form.startswith("ge") and form != base)
                found += [prefix + form for form in (*joined, *bare) if prefix + form in words]
        for form in found:
            forms.setdefault(form, verb)
    return forms


def _weak_forms(infinitive: str) -> Iterator[str]:
    """`gehst`, `geht`; `machte`, `gemacht`; inflected participles (`gemachten`), too."""
    root = infinitive.removesuffix("n").removesuffix("e")
    if len(root) < _SHORTEST_ROOT:
        return
    stem = root + "e" if root.endswith(("t", "d")) else root
    yield from (stem + ending for ending in ("t", "st", "te", "ten", "test", "tet"))
    yield from ("ge" + stem + ending for ending in ("t", "te", "ten", "tem", "ter", "tes"))


def _english_comparatives(words: Set[str]) -> dict[str, str]:
    """The adjective of every comparative and superlative among `words` that are both there."""
    forms: dict[str, str] = {}
    for word in sorted(words, key=lambda word: (len(word), word)):  # `finer` is of `fine`, not of `fin`
        for root in (word, word[:-1] if word.endswith(("y", "e")) else word + word[-1:]):
            link = "i" if word.endswith("y") else ""
            both = (f"{root}{link}er", f"{root}{link}est")
            if word.islower() and len(word) >= _SHORTEST_ROOT and all(form in words for form in both):
                forms |= dict.fromkeys(both, word)
    return forms


_SHORTEST_ROOT = 3
_SHORTEST_VERB = 3
"""`tun`"""
_PREFIXES = (
    "ab",
    "an",
    "auf",
    "aus",
    "be",
    "bei",
    "dar",
    "durch",
    "ein",
    "emp",
    "ent",
    "er",
    "fest",
    "fort",
    "frei",
    "ge",
    "gegenüber",
    "heim",
    "her",
    "heraus",
    "herum",
    "hervor",
    "hin",
    "hinaus",
    "hinein",
    "hinter",
    "hinzu",
    "los",
    "miss",
    "mit",
    "nach",
    "nieder",
    "statt",
    "teil",
    "um",
    "unter",
    "ver",
    "vor",
    "voran",
    "voraus",
    "vorbei",
    "weg",
    "weiter",
    "wider",
    "wieder",
    "zer",
    "zu",
    "zurecht",
    "zurück",
    "zusammen",
    "über",
)
