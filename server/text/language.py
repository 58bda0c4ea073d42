"""Whether a sentence is German.

Two judges add up. One gives points by the small words of German and of its neighbours, and by what letters
one of them has and the others lack. The other has learnt which groups of letters tell German from English and
from four more languages. A sentence takes a tenth of a millisecond. What is told right is measured by
tests/server/language_figures.py, on sentences that nothing was learnt from.
"""

import re
from functools import cache
from unicodedata import normalize

from server.text.lists import weights_in, words_in
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

# As the regression put them beside the weights of the groups.
_BIAS, _WEIGHT_OF_POINTS = -0.46, 0.69
_MOST_POINTS, _LEAST_POINTS = 3.0, -6.0
_ENOUGH = 1.0
"""As log odds: three to one. A translation of what is no German disturbs more than one that is missing."""
_LENGTHS = (2, 3, 4)
_LONGEST_WORD = 12


def is_german(sentence: str) -> bool:
    """Whether a sentence reads as German rather than as another language or none."""
    weights = _weights()
    learnt = sum(weights.get(group, 0.0) for group in groups_of(sentence))
    return _BIAS + _WEIGHT_OF_POINTS * word_points(sentence) + learnt >= _ENOUGH


def groups_of(sentence: str) -> set[str]:
    """The groups of letters in the words of a sentence, and short words whole; ^ begins a word, $ ends it."""
    groups = set()
    sentence = normalize("NFC", sentence)
    for span in words_of(sentence):
        word = f"^{span.of(sentence).lower()}$"
        if len(word) <= _LONGEST_WORD:
            groups.add(word)
        for length in _LENGTHS:
            groups.update(word[start : start + length] for start in range(len(word) - length + 1))
    return groups


def word_points(sentence: str) -> float:
    """What the lists of words and letters say of a sentence: above 0 for German, below against."""
    sentence = normalize("NFC", sentence)  # the lists are composed
    words = [span.of(sentence) for span in words_of(sentence)]
    points = sum(_points(word, inside=index > 0) for index, word in enumerate(words))
    return max(_LEAST_POINTS, min(_MOST_POINTS, points))


@cache
def _weights() -> dict[str, float]:
    return weights_in("letter_groups")


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
