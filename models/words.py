"""What a model knows of words, language by language: their neighbours, and how what is typed goes on."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models import checkpoint
from models.checkpoint import Checkpoint, CheckpointError
from models.completions import Completions, Fit
from models.errors import UnknownWord
from models.tensors import TensorFile
from models.vectors import Neighbour, Vocabulary, WordVectors

LAB_KIND = "word2vec"
"""The lab's checkpoint: one language, and no completion."""
KIND = "words"
WEIGHTS = "weights.safetensors"
LAB_MATRIX = "output.weight"
"""The tensor whose rows are compared; the lab compares the output layer's."""
VOCABULARY = "vocabulary.json"
REMEMBERED = 1_000
"""Words whose neighbours are kept, less than a megabyte."""


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    vectors: WordVectors
    completions: Completions | None = None
    """None where the model does not know how words go on."""


class Words:
    """The words of all languages of a model."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._lexicons = lexicons
        # the pointer rests on few words, and each is asked for again and again
        self._remembered = functools.lru_cache(REMEMBERED)(self._look_up)

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes."""
        return tuple(self._lexicons)

    def __contains__(self, word: str) -> bool:
        """Whether any of the languages has the word."""
        return any(word in lexicon.vectors for lexicon in self._lexicons.values())

    def lexicon(self, language: str) -> Lexicon:
        """The words of one of the languages."""
        return self._lexicons[language]

    def knows(self, word: str, language: str) -> bool:
        """Whether a language has the word, as written or in other case."""
        return any(word in lexicon.vectors for lexicon in self._of(language))

    def is_function_word(self, word: str, language: str) -> bool:
        """Whether a language has the word as one of those that hold sentences together."""
        return any(lexicon.vectors.is_function_word(word) for lexicon in self._of(language))

    def nearest(self, word: str, count: int = 10, language: str | None = None) -> list[Neighbour]:
        """The words most similar to `word`, nearest first (see `WordVectors.nearest`).

        Without a language, that is in the first one that has the word, or else its pieces.

        Raises:
            UnknownWord: the language, or every language, knows neither the word nor pieces of it.
        """
        return list(self._remembered(word, count, language))

    def _look_up(self, word: str, count: int, language: str | None) -> tuple[Neighbour, ...]:
        lexicons = self._of(language)
        for lexicon in sorted(lexicons, key=lambda lexicon: word not in lexicon.vectors):
            try:
                return tuple(lexicon.vectors.nearest(word, count))
            except UnknownWord:
                continue
        raise UnknownWord(word)

    def completions(
        self, typed: str, before: Sequence[str], after: Sequence[str], count: int, language: str
    ) -> list[str]:
        """The likeliest words of a language that begin with `typed` (see `Completions.ranked`)."""
        return [
            word
            for lexicon in self._of(language)
            if lexicon.completions is not None
            for word in lexicon.completions.ranked(typed, before, after, count)
        ]

    def _of(self, language: str | None) -> list[Lexicon]:
        if language is None:
            return list(self._lexicons.values())
        return [self._lexicons[language]] if language in self._lexicons else []


def load(model: str | Path) -> Words:
    """What a model knows of words (see `checkpoint.find`).

    Raises:
        CheckpointError: it is missing or broken.
    """
    opened = checkpoint.load(checkpoint.find(model, "vectors"), (KIND, LAB_KIND))
    tensors = TensorFile(opened.path(WEIGHTS))
    if opened.manifest.kind == LAB_KIND:
        vocabulary = _vocabulary(opened, None)
        lexicon = Lexicon(_vectors(opened, tensors, LAB_MATRIX, vocabulary))
        return Words(dict.fromkeys(opened.manifest.languages, lexicon))
    return Words({language: _lexicon(opened, tensors, language) for language in opened.manifest.languages})


def _lexicon(opened: Checkpoint, tensors: TensorFile, language: str) -> Lexicon:
    vocabulary = _vocabulary(opened, language)
    vectors = _vectors(opened, tensors, f"{language}.similarity", vocabulary)
    facts = opened.manifest.architecture
    try:
        fit = Fit(
            log_probabilities=tensors.tensor(f"{language}.log_probabilities", 1),
            centres=tensors.tensor(f"{language}.centres", 2),
            contexts=tensors.tensor(f"{language}.contexts", 3),
            centre_scale=float(facts["scales"][f"{language}.centres"]),
            context_scale=float(facts["scales"][f"{language}.contexts"]),
            places=[[int(distance) for distance in distances] for distances in facts["places"]],
            weights=[float(weight) for weight in facts["place_weights"]],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"The manifest of {opened.directory} lacks {error}. {_TRAIN_ANEW}") from error
    places, contexts, dimension = fit.contexts.shape
    if not (
        len(fit.log_probabilities) == len(fit.centres) == len(vocabulary.words) >= contexts
        and fit.centres.shape[1] == dimension
        and len(fit.places) == len(fit.weights) == places
    ):
        raise CheckpointError(f"The matrices in {opened.directory} do not fit together. {_TRAIN_ANEW}")
    return Lexicon(vectors, Completions(vocabulary, fit))


def _vectors(opened: Checkpoint, tensors: TensorFile, name: str, vocabulary: Vocabulary) -> WordVectors:
    matrix = tensors.tensor(name, 2)
    if len(matrix) != len(vocabulary.words):
        raise CheckpointError(
            f"{opened.directory} has {len(matrix)} vectors for {len(vocabulary.words)} words. {_TRAIN_ANEW}"
        )
    return WordVectors(matrix, vocabulary)


def _vocabulary(opened: Checkpoint, language: str | None) -> Vocabulary:
    """The vocabulary of a language, or the only one there is."""
    path = opened.path(VOCABULARY)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Vocabulary.read(content if language is None else content[language])
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path} is no vocabulary ({error}). {_TRAIN_ANEW}") from error


_TRAIN_ANEW = "Train it anew with dolmetsch-train."
