"""Which words begin with what is typed, by how frequent they are and how well they fit beside others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from models.vectors import Vocabulary, spellings

Matrix = npt.NDArray[Any]


@dataclass(frozen=True)
class Fit:
    """The lab's Word2Vec read forwards: a context predicts the centre.

    A centre c follows a context x with probability proportional to P(c) exp(centre(c) @ context(x)).
    """

    log_probabilities: Matrix
    """log P(c), float32 [words]."""
    centres: Matrix
    """int8 [words, dimension]"""
    contexts: Matrix
    """int8 [places, contexts, dimension], for the first (most frequent) words of the vocabulary."""
    centre_scale: float
    """What one unit of a centre's number stands for."""
    context_scale: float
    places: Sequence[Sequence[int]]
    """Which neighbours each place means: -1 is the word before, 2 the next but one."""
    weights: Sequence[float]
    """How much a word in each place counts."""


class Completions:
    """The words of one language by their beginnings."""

    def __init__(self, vocabulary: Vocabulary, fit: Fit) -> None:
        self._vocabulary = vocabulary
        self._words = vocabulary.words
        self._hidden = np.zeros(len(vocabulary.words), dtype=bool)
        self._hidden[list(vocabulary.hidden)] = True
        self._fit = fit
        self._contexts = {
            word: number for number, word in enumerate(vocabulary.words[: fit.contexts.shape[1]])
        }
        self._capitalised = np.array([word[:1].isupper() for word in vocabulary.words])  # [words]

    def ranked(
        self, typed: str, before: Sequence[str] = (), after: Sequence[str] = (), count: int = 10
    ) -> list[str]:
        """The `count` likeliest words that begin with `typed` and go on, likeliest first, in their own case.

        `before` and `after` are the words on either side in the same sentence, in reading order. A capital
        that is typed inside a sentence is meant; a small letter may be a noun's, whose capital comes later.
        """
        rows = self._vocabulary.beginnings.rows(typed)
        if not len(rows):
            return []
        scores = self._fit.log_probabilities[rows] + self._fit.centres[rows] @ self._expected(before, after)
        scores[self._hidden[rows]] = -np.inf
        if typed[:1].islower():
            scores -= _CARELESS * self._capitalised[rows]
        elif before and not (len(typed) > 1 and typed.isupper()):
            scores[~self._capitalised[rows]] = -np.inf
        best = np.argsort(-scores, kind="stable")
        words = (self._words[row] for row in rows[best[np.isfinite(scores[best])]].tolist())
        return [word for word in words if len(word) > len(typed)][:count]

    def weighted(self, weights: Sequence[float]) -> "Completions":
        """The same with other weights of the places; with zeros, frequency alone decides."""
        return Completions(self._vocabulary, replace(self._fit, weights=weights))

    def _expected(self, before: Sequence[str], after: Sequence[str]) -> npt.NDArray[np.float32]:
        """What the words on either side make of a centre's vector: their sum, float32 [dimension]."""
        fit = self._fit
        total = np.zeros(fit.centres.shape[1], dtype=np.float32)
        for contexts, distances, weight in zip(fit.contexts, fit.places, fit.weights, strict=True):
            for distance in distances:
                number = self._context(_word_at(distance, before, after))
                if number is not None:
                    total += weight * contexts[number].astype(np.float32)
        return total * np.float32(fit.centre_scale * fit.context_scale)

    def _context(self, word: str | None) -> int | None:
        """The number of a context word, be it in other case, as at the beginning of a sentence."""
        forms = spellings(word) if word is not None else ()
        return next((self._contexts[form] for form in forms if form in self._contexts), None)


def _word_at(distance: int, before: Sequence[str], after: Sequence[str]) -> str | None:
    """The word so many places away, -1 being the last of `before` and 1 the first of `after`."""
    if distance < 0:
        return before[distance] if -distance <= len(before) else None
    return after[distance - 1] if distance <= len(after) else None


_CARELESS = 3.0
"""One noun in twenty is begun with a small letter: log 20."""
