"""Which corpora there are: source, licence and checksums, read from `catalogue.toml`."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from train.errors import TrainingError

FILE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True)
class CorpusFile:
    """One file, and what it must be."""

    name: str
    """Its path inside the corpus."""
    bytes: int
    sha256: str
    url: str | None = None
    """A public address that serves this very file; None where it was prepared for Dolmetsch."""


@dataclass(frozen=True)
class Corpus:
    """A named set of files from one source."""

    name: str
    source: str
    licence: str
    remarks: str
    """What it holds, and what to know before training on it."""
    files: Mapping[str, CorpusFile]

    @property
    def bytes(self) -> int:
        """The size of all its files."""
        return sum(file.bytes for file in self.files.values())

    def file(self, name: str) -> CorpusFile:
        """The file of that name.

        Raises:
            TrainingError: the corpus has no such file.
        """
        if name not in self.files:
            raise TrainingError(
                f"The corpus {self.name} has no file {name}. It has: {', '.join(self.files)}."
            )
        return self.files[name]


def read() -> dict[str, Corpus]:
    """All corpora by name, in the order of the file."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: Corpus(
            name=name,
            source=table["source"],
            licence=table["licence"],
            remarks=table["remarks"],
            files={file: CorpusFile(name=file, **facts) for file, facts in table["files"].items()},
        )
        for name, table in tables.items()
    }


def find(corpora: Mapping[str, Corpus], name: str) -> Corpus:
    """The corpus of that name.

    Raises:
        TrainingError: the catalogue has none; the message names the nearest.
    """
    if name not in corpora:
        near = difflib.get_close_matches(name, corpora, n=1)
        hint = f" Did you mean {near[0]}?" if near else " `dolmetsch-train fetch --list` shows all."
        raise TrainingError(f"There is no corpus {name} in the catalogue.{hint}")
    return corpora[name]
