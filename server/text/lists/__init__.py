"""Lists of words, one file each: words separated by white space, comments after #."""

from collections.abc import Iterator
from pathlib import Path


def words_in(name: str) -> frozenset[str]:
    """The words of the list called `name`."""
    return frozenset(word for line in _lines(name) for word in line)


def weights_in(name: str) -> dict[str, float]:
    """The words of a list whose lines begin with the weight of the words that follow."""
    return {word: float(weight) for weight, *words in filter(None, _lines(name)) for word in words}


def _lines(name: str) -> Iterator[list[str]]:
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return (line.partition("#")[0].split() for line in lines)
