"""How well-written German is made to look like what people type, and names like names never met."""

import random
import re
from collections.abc import Callable, Sequence

from train.corpora.parallel import Pair

NO_FULL_STOP = 0.06
LOWER_CASE = 0.04
LOWER_FIRST = 0.04
SWISS = 0.04
"""`ß` written as `ss`, as in Switzerland, on other keyboards, and today where old texts have `daß`."""
ASCII_UMLAUTS = 0.02
"""`Gruesse`"""
BARE_UMLAUTS = 0.02
"""`Grusse`, the dots forgotten"""
OTHER_QUOTES = 0.10
TYPO = 0.03


def noisy(source: str, rng: random.Random) -> str:
    """A German sentence with at most a few of the usual deviations in writing; mostly none.

    Its translation stays as it is: what is lost in the source is to be put right in the target.
    """
    for probability, deviation in _DEVIATIONS:
        if rng.random() < probability:
            source = deviation(source, rng)
    return source


def renamed(
    pairs: Sequence[Pair], name: str, others: Sequence[str], share: float, rng: random.Random
) -> list[Pair]:
    """The pairs, `name` replaced on both sides in a share of those where it stands equally often on both.

    A corpus whose every other sentence is about Tom teaches Tom; other names teach copying.
    """
    pattern = re.compile(rf"\b{re.escape(name)}\b(?!['’-])")
    genitive = re.compile(rf"\b{re.escape(name)}(?:s\b|['’-])")
    result = []
    for german, english in pairs:
        count = len(pattern.findall(german))
        is_on_both = count > 0 and count == len(pattern.findall(english))
        if is_on_both and not genitive.search(f"{german} {english}") and rng.random() < share:
            other = rng.choice(others)
            german, english = pattern.sub(other, german), pattern.sub(other, english)
        result.append((german, english))
    return result


def _without_full_stop(text: str, rng: random.Random) -> str:
    return text[:-1] if text.endswith((".", "!", "?")) and not text.endswith("...") else text


def _lower(text: str, rng: random.Random) -> str:
    return text.lower()


def _lower_first(text: str, rng: random.Random) -> str:
    return text[:1].lower() + text[1:]


def _swiss(text: str, rng: random.Random) -> str:
    return text.replace("ß", "ss")


def _ascii_umlauts(text: str, rng: random.Random) -> str:
    return text.translate(_ASCII)


def _bare_umlauts(text: str, rng: random.Random) -> str:
    return text.translate(_BARE)


def _other_quotes(text: str, rng: random.Random) -> str:
    """All quotation marks of the text in another style, and straight apostrophes curled or the reverse."""
    opening, closing = rng.choice(_QUOTES)
    marks = _QUOTE.findall(text)
    if marks and len(marks) % 2 == 0:
        alternating = iter([opening, closing] * (len(marks) // 2))
        text = _QUOTE.sub(lambda _match: next(alternating), text)
    return text.translate(_CURLY if "'" in text else _STRAIGHT)


def _typo(text: str, rng: random.Random) -> str:
    """Two neighbouring letters inside a word exchanged, or one of them left out."""
    if not (words := list(_LONG_WORD.finditer(text))):
        return text
    place = rng.randrange((word := rng.choice(words)).start() + 1, word.end() - 2)
    if rng.random() < 0.5:
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


_DEVIATIONS: tuple[tuple[float, Callable[[str, random.Random], str]], ...] = (
    (TYPO, _typo),
    (NO_FULL_STOP, _without_full_stop),
    (LOWER_CASE, _lower),
    (LOWER_FIRST, _lower_first),
    (SWISS, _swiss),
    (ASCII_UMLAUTS, _ascii_umlauts),
    (BARE_UMLAUTS, _bare_umlauts),
    (OTHER_QUOTES, _other_quotes),
)
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_BARE = str.maketrans("äöüÄÖÜ", "aouAOU")
_CURLY = str.maketrans("'", "’")
_STRAIGHT = str.maketrans("’", "'")
_QUOTES = (('"', '"'), ("„", "“"), ("»", "«"), ("„", "”"), ("«", "»"), ("“", "”"), ("'", "'"))
_QUOTE = re.compile(r"[\"„“”»«]")
_LONG_WORD = re.compile(r"[^\W\d_]{6,}")
