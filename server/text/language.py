"""Whether a sentence is German.

Points for and against, word by word: the small words of German and of its neighbours, letters and letter
groups that one of them has and the others lack. It takes microseconds and needs no model; what it gets right
is measured in tests/server/test_language.py.
"""

import re
from unicodedata import normalize

from server.text.lists import words_in
from server.text.words import words_of

_GERMAN = words_in("german")
_SHARED = words_in("shared")
_FOREIGN = words_in("foreign")
_CLEAR_LETTERS = re.compile(r"[ßäöü]")
_FOREIGN_LETTERS = re.compile(r"[àâãåæçèéêëìíîïñòóôõøùúûýÿłśšžčćęąőűığş\u0370-\u1fff\u3040-\U0001f000]")
_GERMAN_GROUPS = re.compile(
    r"sch|cht|chs|tz|pf|zw|äu|eih|ieh|uhr|ahr|ehr|ohn|ahl|(?:ung|heit|keit|lich|isch|chen|lein|schaft|ieren|iert|ig|ungen|"
    r"nde|nden|ste|sten|tte|tten|ger|gen|hen|ben|den|ler|zeug|igen|ich|ft|aft|ein|eit)\Z"
    r"|\A(?:ge(?=\w{4})|ver|zer|ent(?!er|i)|auf|aus|vor|über|unter|ein|an(?=ge|zu)|zu(?=ge|sa)|sch|st(?=[äöü])|kn|pf)",
)
_OTHER_GROUPS = re.compile(
    r"th|wh|ou|oo|ea|ij|eaux|ght|sh|aa|uu|gh|qu(?=e)|(?:ing|tion|tions|ly|ed|ies|ment|ity|ance|ous|ive|able|age|ness|al|"
    r"cion|ción|zione|ção|eur|ais|ait|ez|oy|ey|ay|ow|ew|aw|y|ce|ve|ge|le)\Z|\A(?:wr|sc(?!h)|cr|cl|ch|qu|wh|y)",
)

# A capital and an ending alone, as in “Explore.”, are not enough.
_ENOUGH = 0.3


def is_german(sentence: str) -> bool:
    """Whether a sentence reads as German rather than as another language or none."""
    return _score(sentence) >= _ENOUGH


def _score(sentence: str) -> float:
    sentence = normalize("NFC", sentence)  # the lists are composed
    words = [span.of(sentence) for span in words_of(sentence)]
    return sum(_points(word, inside=index > 0) for index, word in enumerate(words))


def _points(word: str, inside: bool) -> float:
    """How much a word speaks for German, below 0 against; `inside`: it does not begin the sentence."""
    lower = word.lower()
    if lower in _SHARED:
        return 0.5
    if lower in _GERMAN:
        return 0.5 if lower in _FOREIGN else 2.0
    if lower in _FOREIGN:
        return -2.0
    points = 1.5 * bool(_CLEAR_LETTERS.search(lower)) - 2.0 * bool(_FOREIGN_LETTERS.search(lower))
    points += 0.8 * len(_GERMAN_GROUPS.findall(lower)) - 0.9 * len(_OTHER_GROUPS.findall(lower))
    if lower.endswith(("en", "er", "e", "em", "es")) and len(lower) > 3:
        points += 0.2
    if inside and word[0].isupper() and len(word) > 3 and word[1:].islower():
        points += 0.15  # German writes its nouns with a capital
    return points
