"""How the translator learns to copy: what stands alike on both sides now and then becomes a placeholder."""

import random
import re

from models.placeholders import PLACEHOLDERS

_COPYABLE = re.compile(r"\b(?:[A-ZÄÖÜ][\w-]+|\d+(?:[.,:]\d+)*)\b")
"""Numbers, and capitalised words: what both languages share of them is mostly names."""


def with_placeholders(source: str, target: str, rng: random.Random) -> tuple[str, str]:
    """The pair, with up to three of the words that stand once on either side replaced by placeholders.

    The placeholders are drawn, so that each is learned as well as the first.
    """
    shared = [
        word for word in _COPYABLE.findall(source) if source.count(word) == 1 and target.count(word) == 1
    ]
    if not shared or len(source) < 2 * len(shared[0]):  # a name alone is learned as a name
        return source, target
    chosen = rng.sample(shared, min(len(shared), rng.choice((1, 1, 2, 3))))
    for word, placeholder in zip(chosen, rng.sample(PLACEHOLDERS, len(chosen)), strict=True):
        source, target = source.replace(word, placeholder), target.replace(word, placeholder)
    return source, target
