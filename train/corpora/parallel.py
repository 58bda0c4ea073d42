"""What parallel text is, and how the corpora's files are read: aligned texts, tables, dictionaries."""

import gzip
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from train.errors import TrainingError

Pair: TypeAlias = tuple[str, str]
"""A German text and its English translation."""


@dataclass(frozen=True)
class Split:
    """The pairs of one corpus: to train on, to choose between models by, and for the published figures."""

    training: list[Pair]
    development: list[Pair]
    test: list[Pair]


def read_aligned(german: Path, english: Path) -> list[Pair]:
    """The pairs of two files, line n of one the translation of line n of the other.

    Raises:
        TrainingError: the files differ in their number of lines.
    """
    sources, targets = read_lines(german), read_lines(english)
    if len(sources) != len(targets):
        raise TrainingError(
            f"{german} has {len(sources):,} lines, but {english} {len(targets):,}. Fetch both of them again."
        )
    return list(zip(sources, targets, strict=True))


def read_tatoeba(path: Path) -> list[Pair]:
    """The pairs of a ManyThings file, `English TAB German` a line; later editions add a column."""
    rows = (line.split("\t") for line in read_lines(path))
    return [(row[1], row[0]) for row in rows if len(row) >= 2]


def read_dictionary(path: Path) -> list[Pair]:
    """The pairs of a table `German TAB English` or `German SPACE English`, one a line, as they stand."""
    pairs = []
    for line in read_lines(path):
        german, separator, english = line.partition("\t" if "\t" in line else " ")
        if separator:
            pairs.append((german.strip(), english.strip()))
    return pairs


def read_lines(path: Path) -> list[str]:
    """The lines of a text, gzipped or not, in Unicode's composed form, outer white space removed."""
    try:
        return list(_lines(path))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} cannot be read ({error}). Fetch it again.") from error


def key(text: str) -> str:
    """What texts share that differ in case, punctuation and white space alone: `Ja, klar!` → `ja klar`."""
    return " ".join(_WORD.findall(text.lower()))


def _lines(path: Path) -> Iterator[str]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield unicodedata.normalize("NFC", line).strip()


_WORD = re.compile(r"\w+")
