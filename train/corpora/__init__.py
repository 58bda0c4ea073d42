"""Where the files of a corpus are on this machine: verified always, fetched first when missing."""

import os
from pathlib import Path
from typing import Any

import platformdirs

from models.files import sha256_of
from train.corpora import catalogue
from train.corpora.fetch import fetch
from train.errors import TrainingError


class Corpora:
    """The corpora of the catalogue, kept as `<data directory>/<corpus>/<file>`.

    Args:
        data: the data directory; None takes $DOLMETSCH_DATA, or else the user's own data directory.
        mirror: a directory or http(s) address that serves `<corpus>/<file>`; None: the public addresses.
    """

    def __init__(self, data: Path | None = None, mirror: str | None = None) -> None:
        self.directory = data or _default_directory()
        self._mirror = mirror
        self._catalogue = catalogue.read()

    def path(self, corpus: str, file: str) -> Path:
        """One file of a corpus, its SHA-256 checked, fetched first when it is missing.

        Raises:
            TrainingError: not in the catalogue, not to be had, or not what the catalogue says.
        """
        entry = catalogue.find(self._catalogue, corpus).file(file)
        path = self.directory / corpus / file
        try:
            found = sha256_of(path) if path.exists() else None
        except OSError as error:
            raise TrainingError(
                f"{path} cannot be read ({error.strerror}). Remove it, or name another directory with --data."
            ) from error
        if found is None:
            fetch(entry, corpus, path, self._mirror)
        elif found != entry.sha256:
            raise TrainingError(
                f"{path} is truncated or altered: its SHA-256 is not the catalogue's. "
                "Remove it and run again to fetch it anew."
            )
        return path

    def paths(self, corpus: str) -> dict[str, Path]:
        """All files of a corpus by name, as `path` gives them."""
        return {name: self.path(corpus, name) for name in catalogue.find(self._catalogue, corpus).files}

    def provenance(self, corpus: str) -> dict[str, Any]:
        """What a manifest says of a corpus: name, source, licence, and the SHA-256 of its files by name."""
        entry = catalogue.find(self._catalogue, corpus)
        return {
            "name": corpus,
            "source": entry.source,
            "licence": entry.licence,
            "files": {name: file.sha256 for name, file in entry.files.items()},
        }


def _default_directory() -> Path:
    named = os.environ.get("DOLMETSCH_DATA")
    return Path(named) if named else platformdirs.user_data_path("dolmetsch", appauthor=False) / "corpora"
