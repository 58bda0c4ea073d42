"""Phrases of letters, offices and manuals, written for this project: templates whose gaps are filled anew.

The corpora that may be used have sentences about people who write letters, but hardly a letter.
"""

import hashlib
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from train.corpora.parallel import Pair, Split, key

FILE = Path(__file__).with_name("phrasebook.toml")
FILLINGS = 10
"""A phrase with gaps is trained on so often, each time with other fillings, as far as there are others."""
REPEATS = 5
"""A formula without gaps is trained on so often: it is as frequent in letters as those with them."""
DEVELOPMENT_SHARE = 0.15
"""Of the sentences, for choosing between models."""
TEST_SHARE = 0.2
"""Of the sentences, for the published figure."""

Gaps = Mapping[str, Sequence[str | Sequence[str]]]


def read() -> Split:
    """All phrases with their gaps filled; the formulas of letters, of which there are few, in training alone.

    Held-out sentences are drawn by their hash before they are filled: no filling of them is trained on.
    """
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    formulas = [template for templates in content["formulas"].values() for template in templates]
    sentences = [template for templates in content["sentences"].values() for template in templates]
    parts: dict[str, list[Pair]] = {"training": [], "development": [], "test": []}
    for german, english in formulas:
        pairs = filled((german, english), content["gaps"], FILLINGS)
        parts["training"] += pairs * (1 if len(pairs) > 1 else REPEATS)
    for german, english in sentences:
        part = _part(german)
        count = FILLINGS if part == "training" else 1
        parts[part] += filled((german, english), content["gaps"], count)
    return Split(**parts)


def provenance() -> dict[str, Any]:
    """What a manifest says of it, as of the corpora (see `Corpora.provenance`)."""
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    return {
        "name": "phrasebook",
        "source": "written for Dolmetsch (train/corpora/phrasebook.toml)",
        "licence": "MIT",
        "files": {FILE.name: digest},
    }


def filled(template: Pair, gaps: Gaps, count: int) -> list[Pair]:
    """A template with up to `count` different fillings, the same ones each time; itself if it has no gaps.

    A gap that comes twice is filled twice, in the same order on both sides.
    """
    german, english = template
    names = _GAP.findall(german)
    rng = random.Random(german)
    pairs: dict[Pair, None] = {}
    for _ in range(_TRIES * count if names else 1):
        fillings = [_both(rng.choice(gaps[name])) for name in names]
        pairs[_with(german, names, fillings, 0), _with(english, names, fillings, 1)] = None
        if len(pairs) == count:
            break
    return list(pairs)


def _with(text: str, names: Sequence[str], fillings: Sequence[Sequence[str]], side: int) -> str:
    """The text with each gap filled by the next filling of its name."""
    left: dict[str, Iterator[str]] = {
        name: iter([filling[side] for other, filling in zip(names, fillings, strict=True) if other == name])
        for name in names
    }
    filled = _GAP.sub(lambda gap: next(left[gap[1]]), text)
    filled = re.sub(r"\.\.\Z", ".", filled)  # “at 8 a.m.” ends a sentence with its own full stop
    return filled[:1].upper() + filled[1:] if text.startswith("{") else filled


def _both(filling: str | Sequence[str]) -> Sequence[str]:
    return (filling, filling) if isinstance(filling, str) else filling


def _part(german: str) -> str:
    drawn = int.from_bytes(hashlib.sha256(key(german).encode()).digest()[:4]) / 2**32
    if drawn < DEVELOPMENT_SHARE:
        return "development"
    return "test" if drawn < DEVELOPMENT_SHARE + TEST_SHARE else "training"


_GAP = re.compile(r"\{(\w+)\}")
_TRIES = 3
"""So many draws for each filling wanted: the same one may come again."""
