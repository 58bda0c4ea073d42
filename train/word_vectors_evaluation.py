"""How good word vectors are: agreement with people on similarity, and keystrokes that completion saves."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.completions import Completions
from models.errors import UnknownWord
from models.vectors import WordVectors
from models.words import Words
from train import keystrokes, word_similarity
from train.corpora import Corpora, running_text
from train.report import table
from train.word_similarity import Agreement

TYPED_SENTENCES = 1_000
"""Held-out sentences of each language that are typed."""


@dataclass(frozen=True)
class Keystrokes:
    """What completion saves on held-out sentences, as a share of the letters, 0 to 100."""

    saved: float
    by_frequency: float
    """With the words in the order of their frequency, whatever stands beside them."""


@dataclass(frozen=True)
class Evaluation:
    """The figures of one model's words, by language."""

    similarity: dict[str, dict[str, tuple[Agreement, Agreement]]]
    """Of the words in the vocabulary, and with the others by their pieces; by set."""
    typing: dict[str, Keystrokes]

    def table(self) -> str:
        """Two Markdown tables."""
        similarity = [
            (
                language,
                name,
                str(known.pairs),
                f"{known.correlation:.3f}",
                f"{known.covered:.0f} %",
                f"{pieces.correlation:.3f}",
                f"{pieces.covered:.0f} %",
            )
            for language, sets in self.similarity.items()
            for name, (known, pieces) in sets.items()
        ]
        typing = [
            (
                language,
                f"{saved.saved:.1f} %",
                f"{saved.by_frequency:.1f} %",
                f"{100 * (saved.saved / saved.by_frequency - 1):+.1f} %",
            )
            for language, saved in self.typing.items()
        ]
        header = ("language", "set", "pairs", "Spearman", "coverage", "with pieces", "coverage with pieces")
        tables = [table(header, similarity)]
        if typing:
            tables.append(
                table(("language", "keystrokes saved (top 5)", "by frequency alone", "difference"), typing)
            )
        return "\n\n".join(tables)


def evaluate(words: Words, corpora: Corpora) -> Evaluation:
    """The figures of a model's words on the sets of `word_similarity` and on the translator's test sets.

    Raises:
        TrainingError: a corpus is not to be had.
    """
    languages = [language for language in words.languages if language in word_similarity.SETS]
    similarity = {
        language: {
            name: agreements(words.lexicon(language).vectors, judged)
            for name, judged in word_similarity.read(corpora, language).items()
        }
        for language in languages
    }
    completing = {
        language: completions
        for language in languages
        if (completions := words.lexicon(language).completions) is not None
    }
    texts = running_text.held_out_sentences(corpora)["test"] if completing else {}
    typing = {
        language: typed(completions, spread(texts[language], TYPED_SENTENCES))
        for language, completions in completing.items()
    }
    return Evaluation(similarity, typing)


def agreements(vectors: WordVectors, judged: Sequence[word_similarity.Judged]) -> tuple[Agreement, Agreement]:
    """How far vectors agree with people: on words of the vocabulary, and with others by their pieces."""

    def by_pieces(first: str, second: str) -> float | None:
        try:
            return float(vectors.vector(first) @ vectors.vector(second))
        except UnknownWord:
            return None

    def known(first: str, second: str) -> float | None:
        return by_pieces(first, second) if first in vectors and second in vectors else None

    return word_similarity.agreement(judged, known), word_similarity.agreement(judged, by_pieces)


def typed(completions: Completions, sentences: Sequence[str]) -> Keystrokes:
    """What completion saves on sentences, with the words beside and without."""

    def saved(completions: Completions) -> float:
        return keystrokes.saved(
            sentences, lambda typed, before: completions.ranked(typed, before, (), keystrokes.OFFERED)
        )

    return Keystrokes(saved(completions), saved(completions.weighted([0.0] * 4)))


def spread(sentences: Sequence[str], count: int) -> list[str]:
    """`count` of the sentences, evenly out of all."""
    return list(sentences[:: max(1, len(sentences) // count)][:count])
