"""Glossaries: words with a fixed translation, words that are never translated, and the files they stand in.

A glossary is a file `dolmetsch-glossary.toml`, the user's own and one in each workspace folder:

    keep = ["Jana", "Kiez"]

    [translations]
    "Rechnung" = "invoice"
"""

import logging
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

import platformdirs

from models import files
from models.errors import ModelError
from server.errors import ServerError

_log = logging.getLogger(__name__)

FILE_NAME = "dolmetsch-glossary.toml"

LARGEST = 1_000_000
"""Bytes. A larger file is no glossary, and reading it would hold up the editor."""


@dataclass(frozen=True)
class Fixed:
    """A stretch of a sentence and what stands for it in the translation."""

    start: int
    end: int
    english: str


@dataclass(frozen=True)
class Glossary:
    """What to write for some German words, whatever the model would."""

    translations: Mapping[str, str] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()

    @classmethod
    def merged(cls, glossaries: Iterable["Glossary"]) -> "Glossary":
        """All of them in one; for a word that is in several, the last one holds."""
        translations: dict[str, str] = {}
        keep: set[str] = set()
        for glossary in glossaries:
            keep = (keep - glossary.translations.keys()) | glossary.keep
            translations = {
                german: english for german, english in translations.items() if german not in glossary.keep
            }
            translations |= glossary.translations
        return cls(translations, frozenset(keep))

    def fixed_in(self, sentence: str) -> list[Fixed]:
        """The stretches of a sentence that the glossary decides, in order; the longer one where two begin.

        Words count in the very form that the glossary has, and with a capital at the beginning as well. The
        sentence must be composed (NFC).
        """
        found: list[Fixed] = []
        for word in _WORD.finditer(sentence):
            if found and word.start() < found[-1].end:
                continue
            for term, english in self._terms.get(word[0], ()):
                end = word.start() + len(term)
                if sentence.startswith(term, word.start()) and not _is_word(sentence[end : end + 1]):
                    found.append(Fixed(word.start(), end, english))
                    break
        return found

    @cached_property
    def _terms(self) -> dict[str, list[tuple[str, str]]]:
        """German and English by the first word of the German, the longest first."""
        terms: dict[str, list[tuple[str, str]]] = {}
        fixed = dict.fromkeys(self.keep, "") | dict(self.translations)
        for german, english in sorted(fixed.items(), key=lambda item: -len(item[0])):
            composed = normalize("NFC", german)
            for term in dict.fromkeys((composed, composed[:1].upper() + composed[1:])):
                first = _WORD.match(term)
                if first is not None:
                    terms.setdefault(first[0], []).append((term, english or term))
        return terms


class Glossaries:
    """The glossaries of a session, read again when their files change.

    A file that is broken leaves in force what stood there before, and `tell` says so, once for each state of
    the file. Looking for a change costs two calls of `stat` a request, and finds changes that the client
    does not see: the user's own file is in no workspace folder.
    """

    def __init__(self, tell: Callable[[str], None], own: Path | None = None) -> None:
        self._tell = tell
        self._own = own or own_path()
        self._read: dict[Path, _Read] = {}
        self._merged: dict[Path | None, tuple[list[Glossary], Glossary]] = {}

    def of(self, folder: Path | None) -> Glossary:
        """What holds for the documents of a workspace folder, or of none."""
        parts = [self._at(self._own)]
        if folder is not None:
            parts.append(self._at(folder / FILE_NAME))
        before, merged = self._merged.get(folder, ([], Glossary()))
        if len(before) != len(parts) or any(a is not b for a, b in zip(before, parts, strict=True)):
            merged = Glossary.merged(parts)
            self._merged[folder] = (parts, merged)
        return merged

    def paths(self, folders: Sequence[Path]) -> list[Path]:
        """The files that are there."""
        candidates = [self._own, *(folder / FILE_NAME for folder in folders)]
        return [path for path in candidates if path.is_file()]

    def path_for(self, folder: Path | None) -> Path:
        """Where a new word belongs: to the folder's glossary, or to the user's own."""
        return folder / FILE_NAME if folder else self._own

    def _at(self, path: Path) -> Glossary:
        known = self._read.get(path)
        state = _state(path)
        if known is not None and known.state == state:
            return known.glossary
        before = known.glossary if known else Glossary()
        try:
            glossary = read(path) if state else Glossary()
        except ServerError as error:
            self._tell(f"{error} What it said before stays in force." if before != Glossary() else str(error))
            glossary = before
        self._read[path] = _Read(state, glossary)
        _log.info("read a glossary of %d words", len(glossary.translations) + len(glossary.keep))
        return glossary


def own_path() -> Path:
    """The user's own glossary, for all their documents."""
    return platformdirs.user_config_path("dolmetsch", appauthor=False) / FILE_NAME


def read(path: Path) -> Glossary:
    """The glossary in a file.

    Raises:
        ServerError: it is not what a glossary should be; the message names the line.
    """
    return _parsed(path, _content(path))


def add_translation(path: Path, german: str, english: str) -> None:
    """Writes a fixed translation into a glossary file, which need not be there yet.

    Raises:
        ServerError: the file is broken or cannot be written; it is as it was.
    """
    _rewrite(path, lambda document: document.translate(german, english))


def add_to_keep(path: Path, word: str) -> None:
    """Writes a word that is never to be translated into a glossary file, which need not be there yet.

    Raises:
        ServerError: the file is broken or cannot be written; it is as it was.
    """
    _rewrite(path, lambda document: document.keep(word))


def line_of(path: Path, german: str) -> int:
    """The number of the line, from 0, where a word first stands in a glossary file; 0 if it does not."""
    lines = _content(path).splitlines()
    return next((number for number, line in enumerate(lines) if german in line), 0)


@dataclass(frozen=True)
class _Read:
    """What was read from a file, and the state it had."""

    state: tuple[int, int, int] | None
    glossary: Glossary


class _Document:
    """A glossary file that is being changed; comments and order stay."""

    def __init__(self, content: str) -> None:
        import tomlkit  # only here, since it takes longer to import than a glossary to read

        self._tomlkit = tomlkit
        self._document = tomlkit.parse(content)

    def translate(self, german: str, english: str) -> None:
        if "translations" not in self._document:
            self._document["translations"] = self._tomlkit.table()
        self._document["translations"][german] = english
        keep = self._document.get("keep", [])
        if german in keep:
            keep.remove(german)

    def keep(self, word: str) -> None:
        if "keep" not in self._document:
            self._document["keep"] = self._tomlkit.array()
        if word not in self._document["keep"]:
            self._document["keep"].append(word)
        self._document.get("translations", {}).pop(word, None)

    @property
    def content(self) -> str:
        return self._tomlkit.dumps(self._document)


def _rewrite(path: Path, change: Callable[[_Document], None]) -> None:
    content = _content(path) if path.exists() else ""
    _parsed(path, content)
    document = _Document(content)
    change(document)
    _parsed(path, document.content)  # what is written must be readable
    target = path.resolve()  # a link, as people keep their configuration, stays a link
    try:
        with files.replacing_file(target) as temporary:
            temporary.write_bytes(document.content.encode())
            if target.exists():
                temporary.chmod(target.stat().st_mode)
    except (ModelError, OSError) as error:
        raise ServerError(f"{path} cannot be written. Choose another place, or make it writable.") from error


def _content(path: Path) -> str:
    if path.exists() and not path.is_file():  # to read a pipe would wait for somebody to write into it
        raise ServerError(f"{path} is no file. Take it away, or put a glossary in its place.")
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise ServerError(f"{path} cannot be read ({error.strerror}). Make it readable.") from error
    if data is None:
        raise ServerError(f"{path} is larger than {LARGEST:,} bytes. Take words out of it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ServerError(f"{path}, line {line}: this is not UTF-8. Save the file as UTF-8.") from error


def _parsed(path: Path, content: str) -> Glossary:
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ServerError(
            f"{path}{_line_in(str(error), content)}: this is not TOML. Mend the line."
        ) from error
    for name in table.keys() - {"keep", "translations"}:
        raise _wrong(path, content, name, "is unknown here; there are “keep” and “translations”")
    translations, keep = table.get("translations", {}), table.get("keep", [])
    if not isinstance(translations, dict):
        raise _wrong(path, content, "translations", "must be a table: [translations]")
    if not isinstance(keep, list) or not all(isinstance(word, str) for word in keep):
        raise _wrong(path, content, "keep", 'must be a list of words: keep = ["Jana"]')
    for german, english in translations.items():
        if not isinstance(english, str) or not english.strip():
            raise _wrong(path, content, german, 'must have its translation in quotes: "Rechnung" = "invoice"')
    for term in (*translations, *keep):
        if not _WORD.match(term):
            raise _wrong(path, content, term, "must begin with a letter or a digit")
    return Glossary(
        {german: " ".join(english.split()) for german, english in translations.items()}, frozenset(keep)
    )


def _wrong(path: Path, content: str, name: str, what: str) -> ServerError:
    number = next((n for n, line in enumerate(content.splitlines(), start=1) if name in line), 1)
    return ServerError(f"{path}, line {number}: “{name}” {what}.")


def _line_in(message: str, content: str) -> str:
    """The line that an error of tomllib names, which says “at end of document” for the last one."""
    match = re.search(r"at line (\d+)", message)
    return f", line {match[1] if match else content.count(chr(10)) + 1}"


def _state(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file does; None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat, and asked for at every hover
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_WORD = re.compile(r"\w+")
