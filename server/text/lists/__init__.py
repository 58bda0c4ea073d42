"""Lists of words, one file each: words separated by white space, comments after #."""

from pathlib import Path


def words_in(name: str) -> frozenset[str]:
    """The words of the list called `name`."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())
