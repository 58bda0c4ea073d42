"""Which words are near a word: neighbours by cosine similarity, one of each family, in the form that fits."""

import functools
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.beginnings import Beginnings
from models.errors import UnknownWord
from models.nearest import CosineIndex, Vector


@dataclass(frozen=True)
class Neighbour:
    """A word, and how near it is."""

    word: str
    similarity: float
    """Cosine, -1 to 1."""


@dataclass(frozen=True)
class Vocabulary:
    """What the rows of the matrix stand for."""

    words: Sequence[str]
    """The word to show for each row, most frequent first where frequency is known."""
    forms: Mapping[str, int] = field(default_factory=dict)
    """The row of every other word that is looked up there: where rows are stems, their inflected forms."""
    tokens: Sequence[str] = ()
    """The stem of each row's word; words of one stem are one family. Empty: each is a family of its own."""
    hidden: Sequence[int] = ()
    """Rows whose words are not offered unless one of them is asked for: slurs and obscenities."""
    function_words: Sequence[int] = ()
    """Rows whose words hold a sentence together, like `der` and `weil`; they are near each other alone."""

    @functools.cached_property
    def beginnings(self) -> Beginnings:
        """The words by their beginnings; neighbours and completion share them."""
        return Beginnings(self.words)

    def write(self, path: Path) -> None:
        """Writes it as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, content: Any) -> "Vocabulary":
        """What `asdict` made of a vocabulary, checked.

        Raises:
            ValueError: it is none.
        """
        try:
            vocabulary = cls(**content)
            rows = range(len(vocabulary.words))
            valid = (
                all(isinstance(word, str) for word in (*vocabulary.words, *vocabulary.tokens))
                and len(vocabulary.tokens) in (0, len(rows))
                and all(
                    isinstance(row, int) and row in rows
                    for row in (*vocabulary.forms.values(), *vocabulary.hidden, *vocabulary.function_words)
                )
            )
        except (TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error
        if not valid:
            raise ValueError("its rows and words do not fit together")
        return vocabulary


class WordVectors:
    """Word vectors of one language with nearest-neighbour look-up by cosine similarity.

    The matrix is float32, float16 or int8 [vocabulary, dimension], one row a word; rows may be of any length.
    """

    def __init__(self, matrix: npt.NDArray[Any], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.words = vocabulary.words
        self._index = CosineIndex(matrix)
        self._rows = {**vocabulary.forms, **{word: row for row, word in enumerate(vocabulary.words)}}
        self._stems = vocabulary.tokens or vocabulary.words
        self._hidden = frozenset(vocabulary.hidden)
        # everything is built here, in the background, and nothing while someone waits for an answer
        self._families = _rows_by_stem(self._stems)
        self._kinds = _kinds(vocabulary)  # [vocabulary]
        self._of_kind = {kind: self._kinds == kind for kind in set(self._kinds.tolist())}
        self._beginnings = vocabulary.beginnings

    def __contains__(self, word: str) -> bool:
        """Whether the word, as written or in other case, has a row."""
        return self._find(word) is not None

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.words)

    def nearest(self, word: str, count: int = 10) -> list[Neighbour]:
        """The `count` words closest to `word`, nearest first; fewer if there are fewer.

        Of each family of words (`gehe`, `gehst`) there is one: the one inflected as `word` is where there is
        such a one, else the nearest. The family of `word` is left out, and so is what could not take its
        place in a sentence: function words for others, and words with a capital for those without. A word
        that has no row is looked up by its pieces.

        Raises:
            UnknownWord: neither the word nor a piece of it is in the vocabulary.
        """
        row = self._find(word)
        vector, like = (self._index.unit(row), row) if row is not None else self._of_pieces(word)
        seen = {self._stems[like]} if row is not None else {word}
        hides = like not in self._hidden
        neighbours: list[Neighbour] = []
        for near, similarity in self._nearest_rows(vector, count, like):
            if len(neighbours) == max(0, count):
                break
            if self._stems[near] in seen or (hides and near in self._hidden):
                continue
            seen.add(self._stems[near])
            fitting = self._inflected_like(row, near, vector, similarity)
            neighbours.append(Neighbour(self.words[fitting], similarity))
        return neighbours

    def is_function_word(self, word: str) -> bool:
        """Whether the word holds sentences together rather than means something, as `der` and `und` do."""
        row = self._find(word)
        return row is not None and bool(self._kinds[row] == _FUNCTION)

    def vector(self, word: str) -> Vector:
        """The vector of a word, or of its pieces, float32 [dimension], of length 1.

        Raises:
            UnknownWord: neither the word nor a piece of it is in the vocabulary.
        """
        row = self._find(word)
        return self._of_pieces(word)[0] if row is None else self._index.unit(row)

    def _find(self, word: str) -> int | None:
        """The row of a word as written, or in other case or with other apostrophes."""
        return next((self._rows[form] for form in spellings(word) if form in self._rows), None)

    def _nearest_rows(self, vector: Vector, count: int, like: int) -> Iterator[tuple[int, float]]:
        """Rows of the kind of `like` by their similarity, more than `count`: many may be of one family."""
        among = self._of_kind[self._kinds[like]]
        rows, similarities = self._index.search(vector, _ROWS_PER_RESULT * max(0, count) + 1, among)
        return zip(rows.tolist(), similarities.tolist(), strict=True)

    def _inflected_like(self, row: int | None, near: int, vector: Vector, similarity: float) -> int:
        """The word of `near`'s family that ends as the word in `row` does, else `near`."""
        wanted = self._ending(row) if row is not None else None
        if row is None or wanted is None or self._ending(near) == wanted:
            return near
        for other in self._families[self._stems[near]]:
            if (
                self._ending(other) == wanted
                and self._kinds[other] == self._kinds[near]
                and (other in self._hidden) == (near in self._hidden)
                and self._index.cosines(vector, np.array([other]))[0] >= _FITTING_SHARE * similarity
            ):
                return other
        return near

    def _ending(self, row: int) -> str | None:
        """What inflection added to the stem of a word: `en` of `schönen`; None where it changed the stem."""
        word, stem = _plain(self.words[row]), self._stems[row]
        return word[len(stem) :] if word.startswith(stem) else None

    def _of_pieces(self, word: str) -> tuple[Vector, int]:
        """A vector for a word that has no row, of length 1, and the row of the word it is taken to be like.

        That is of the word it ends with and of the one it begins with: of a compound, what it is and of what
        kind (`Sommer` and `Abend` of `Sommerabend`); else of the words that share its longest beginning.

        Raises:
            UnknownWord: no piece of it is known.
        """
        lowered = word.lower()
        cuts = range(_SHORTEST_PIECE, len(lowered) - _SHORTEST_PIECE + 1)
        last = next((row for cut in cuts if (row := self._find(lowered[cut:])) is not None), None)
        first = next((row for cut in reversed(cuts) if (row := self._find(lowered[:cut])) is not None), None)
        if last is not None:
            vector = _LAST_PIECE * self._index.unit(last)
            if first is not None:
                vector += self._index.unit(first)
            return _normalised(vector), last
        for end in range(len(lowered) - 1, _SHORTEST_PIECE - 1, -1):
            if rows := self._beginning_with(lowered[:end]):
                return _normalised(np.sum([self._index.unit(row) for row in rows], axis=0)), rows[0]
        raise UnknownWord(word)

    def _beginning_with(self, start: str) -> list[int]:
        """The most frequent words that begin so, in lower case."""
        rows: list[int] = np.sort(self._beginnings.rows(start))[:_SIMILAR_WORDS].tolist()
        return rows


def spellings(word: str) -> Iterator[str]:
    """How a word may stand in a vocabulary: as written, lower-case (first in a sentence), or capitalised.

    Each with the apostrophes and hyphens as written, else the plain ones, else typographic ones.
    """
    plain = word.translate(_PLAIN_MARKS)
    for variant in dict.fromkeys((word, plain, plain.replace("'", "’"))):
        yield from (variant, variant.lower(), variant.capitalize())


def _rows_by_stem(stems: Sequence[str]) -> Mapping[str, list[int]]:
    families: dict[str, list[int]] = defaultdict(list)
    for row, stem in enumerate(stems):
        families[stem].append(row)
    return families


def _kinds(vocabulary: Vocabulary) -> npt.NDArray[np.int8]:
    """What could take each other's place in a sentence has one number, [vocabulary].

    A capital tells names (in English) and nouns (in German) from all other words; contractions (`it's`) hold
    two words and take each other's place alone.
    """
    functions = frozenset(vocabulary.function_words)
    return np.array(
        [
            _CONTRACTION
            if not _APOSTROPHES.isdisjoint(word)
            else _FUNCTION
            if row in functions
            else _CAPITALISED
            if word[:1].isupper()
            else _SMALL
            for row, word in enumerate(vocabulary.words)
        ],
        dtype=np.int8,
    )


def _plain(word: str) -> str:
    """A word as the stemmer writes it (Snowball): in lower case, umlauts without their dots, `ss` for `ß`."""
    return word.lower().translate(_UMLAUTS)


def _normalised(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_SMALL, _CAPITALISED, _FUNCTION, _CONTRACTION = range(4)
_PLAIN_MARKS = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-", "\u00ad": None})
_APOSTROPHES = frozenset("'’")
_ROWS_PER_RESULT = 12
_FITTING_SHARE = 0.6
"""A form of the wanted inflection is taken if it is at least so near, beside the nearest of its family."""
_SHORTEST_PIECE = 4
_LAST_PIECE = 2.0
"""A compound's last part says what it is and counts twice."""
_SIMILAR_WORDS = 12
