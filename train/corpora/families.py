"""Which words are forms of one word, and which are not to be offered to anyone who did not type one."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from nltk.stem.snowball import SnowballStemmer

IRREGULAR = Path(__file__).with_name("irregular.toml")
OFFENSIVE = Path(__file__).with_name("offensive.toml")
_STEMMERS = {"de": "german", "en": "english"}


def stems(words: Sequence[str], language: str) -> list[str]:
    """The stem of each word, the same for all its forms: Snowball's, and for `ging` that of `gehen`."""
    stemmer = SnowballStemmer(_STEMMERS[language])
    families = [line.split() for line in tomllib.loads(IRREGULAR.read_text(encoding="utf-8"))[language]]
    named = {form: name for name, *forms in families for form in forms}
    return [stemmer.stem(named.get(word.lower(), word.lower())) for word in words]


def offensive(words: Sequence[str], language: str) -> list[int]:
    """The places of slurs and obscenities in `words`."""
    entries = tomllib.loads(OFFENSIVE.read_text(encoding="utf-8"))[language]
    whole = {entry[:-1] for entry in entries if entry.endswith("$")}
    beginnings = tuple(entry for entry in entries if not entry.endswith("$"))
    return [
        number
        for number, word in enumerate(words)
        if word.lower() in whole or word.lower().startswith(beginnings)
    ]
