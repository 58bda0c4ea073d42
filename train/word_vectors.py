"""How the default word vectors are trained: text to words, words to counts, counts to vectors."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import torch
from torch import Tensor

from train import cooccurrence, factorisation
from train.cooccurrence import Counts, EncodedText
from train.corpora.dictionaries import Dictionaries
from train.corpora.running_text import LANGUAGES, RunningText, words_of
from train.corpora.word_list import WordList, word_list
from train.errors import TrainingError
from train.exact_word2vec import ExactSettings, ExactWord2Vec
from train.negative_sampling import NegativeSampling
from train.settings import PLACES, WordVectorsSettings

Progress = Callable[[str], None]


@dataclass(frozen=True)
class TrainedVectors:
    """What training gives for one language."""

    words: WordList
    similarity: Tensor
    """float32 [words, dimension]: near words have near vectors."""
    centres: Tensor
    """float32 [words, completion dimension]"""
    contexts: Tensor
    """float32 [places, completion contexts, completion dimension], for the first words of `words`."""
    completion_loss: float
    """Mean cross-entropy in nats of a word, given one of the words beside it."""


def train(
    text: RunningText, dictionaries: Dictionaries, settings: WordVectorsSettings, progress: Progress
) -> dict[str, TrainedVectors]:
    """The vectors of both languages. `progress` is told what is being done.

    Raises:
        TrainingError: the settings leave too few words.
    """
    progress("choosing words")
    lists = {language: _word_list(text, dictionaries, settings, language) for language in LANGUAGES}
    progress("counting translations")
    across = {"de": _translations(text, dictionaries, lists, settings)}
    across["en"] = across["de"].transposed()
    trained = {}
    for language, words in lists.items():
        progress(f"counting neighbours of {len(words.words):,} words ({language})")
        encoded = cooccurrence.encode(text.sentences[language], words.words)
        counts = cooccurrence.window_counts(encoded, settings.window, len(words.words))
        progress(f"learning which words are alike ({language})")
        similarity = _METHODS[settings.method](counts, across[language], settings)
        progress(f"learning which word comes beside which ({language})")
        completion = _completion(encoded, words, settings)
        for loss in completion.train():
            progress(f"learning which word comes beside which ({language}), loss {loss:.3f}")
        contexts = completion.contexts.view(len(PLACES), -1, settings.completion_dimension)
        trained[language] = TrainedVectors(
            words, similarity, completion.centres, contexts, completion_loss=completion.loss()
        )
    return trained


def _factorised(neighbours: Counts, translations: Counts, settings: WordVectorsSettings) -> Tensor:
    """Singular vectors of the mutual information with neighbours and translations, [words, dimension]."""
    information = factorisation.beside(
        factorisation.positive_mutual_information(neighbours, settings.smoothing),
        factorisation.positive_mutual_information(translations, settings.smoothing),
        settings.translation_weight,
    )
    return factorisation.left_singular_vectors(information, settings.dimension, settings.seed)


def _by_negative_sampling(neighbours: Counts, translations: Counts, settings: WordVectorsSettings) -> Tensor:
    """Skip-gram's word vectors, translations being contexts like neighbours, [words, dimension]."""
    counts = factorisation.beside(neighbours, translations, settings.translation_weight)
    model = NegativeSampling(counts, settings.dimension, settings.smoothing, settings.seed)
    for _ in model.train():
        pass
    return model.words


def _by_softmax(neighbours: Counts, translations: Counts, settings: WordVectorsSettings) -> Tensor:
    """The exact Word2Vec's centres, translations being contexts like neighbours, [words, dimension]."""
    counts = factorisation.beside(neighbours, translations, settings.translation_weight).transposed()
    model = ExactWord2Vec(
        counts,
        ExactSettings(
            settings.dimension,
            settings.completion_passes,
            settings.completion_block,
            settings.completion_learning_rate,
            settings.seed,
        ),
        prior=_log_probabilities(counts.transposed().row_sums()),
    )
    for _ in model.train():
        pass
    return model.centres


_METHODS: dict[str, Callable[[Counts, Counts, WordVectorsSettings], Tensor]] = {
    "factorisation": _factorised,
    "negative-sampling": _by_negative_sampling,
    "softmax": _by_softmax,
}
"""What makes similarity's vectors of counts with neighbours and with translations."""


def _word_list(
    text: RunningText, dictionaries: Dictionaries, settings: WordVectorsSettings, language: str
) -> WordList:
    most = settings.german_words if language == "de" else settings.english_words
    words = word_list(text, language, _known(dictionaries, language), settings.min_count, most)
    if len(words.words) <= max(settings.dimension, settings.completion_contexts):
        raise TrainingError(
            f"Only {len(words.words):,} words of the language {language} are left, no more than dimensions "
            "or completion_contexts. Lower these or min_count, or take more corpora."
        )
    return words


def _known(dictionaries: Dictionaries, language: str) -> Set[str]:
    """The words of a language that a dictionary has, lower-cased."""
    if language == "de":
        return dictionaries.words()
    entries = (*dictionaries.wiktionary.values(), *dictionaries.word_lists.values())
    return {word for glosses in entries for gloss in glosses for word in gloss.split()}


def _translations(
    text: RunningText, dictionaries: Dictionaries, lists: dict[str, WordList], settings: WordVectorsSettings
) -> Counts:
    """How much German words (rows) and English words (columns) translate each other."""
    numbers = {
        language: {word: number for number, word in enumerate(words.words)}
        for language, words in lists.items()
    }
    shape = (len(numbers["de"]), len(numbers["en"]))
    aligned = cooccurrence.translation_counts(
        (
            # the most frequent words stand in every sentence and translate none in particular
            (_rare_numbers(german, numbers["de"]), _rare_numbers(english, numbers["en"]))
            for german, english in dict.fromkeys(
                (tuple(german), tuple(english)) for german, english in text.pairs
            )
        ),
        shape,
    )
    entries = cooccurrence.translation_counts(_entries(dictionaries, lists), shape)
    weighted = Counts(entries.rows, entries.columns, entries.values * settings.dictionary_weight, shape)
    return aligned.plus(weighted)


def _rare_numbers(sentence: Sequence[str], numbers: Mapping[str, int]) -> list[int]:
    return [number for word in sentence if (number := numbers.get(word, -1)) >= _TOO_FREQUENT]


def _entries(
    dictionaries: Dictionaries, lists: dict[str, WordList]
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """The entries of the dictionaries as pairs of word numbers, each gloss of one or two words a pair."""
    numbers: dict[str, dict[str, list[int]]] = {language: defaultdict(list) for language in LANGUAGES}
    for language, listed in lists.items():
        for number, word in enumerate(listed.words):
            numbers[language][word.lower()].append(number)
    for table in (dictionaries.wiktionary, dictionaries.word_lists):
        for german, glosses in table.items():
            for gloss in glosses:
                words = [word for word in words_of(gloss) if word not in _GRAMMAR]
                english = [number for word in words for number in numbers["en"][word.lower()]]
                if len(words) <= _LONGEST_GLOSS and numbers["de"][german] and english:
                    yield numbers["de"][german], english


def _completion(text: EncodedText, words: WordList, settings: WordVectorsSettings) -> ExactWord2Vec:
    """The model that predicts a word from a word beside it, beyond how frequent each is."""
    size, contexts = len(words.words), settings.completion_contexts
    rows, columns, values = [], [], []
    for number, distances in enumerate(PLACES):
        for distance in distances:
            counts = cooccurrence.after_counts(text, abs(distance), size)
            # rows are the later words: contexts where the context comes after
            counts = counts if distance > 0 else counts.transposed()
            kept = counts.rows < contexts
            rows.append(counts.rows[kept] + number * contexts)
            columns.append(counts.columns[kept])
            values.append(counts.values[kept])
    beside = Counts(torch.cat(rows), torch.cat(columns), torch.cat(values), (len(PLACES) * contexts, size))
    # a word's surplus beside a context is their mutual information, so its factors are most of the way
    first = factorisation.factors(
        factorisation.positive_mutual_information(beside, smoothing=1.0),
        settings.completion_dimension,
        settings.seed,
    )
    return ExactWord2Vec(
        beside,
        ExactSettings(
            settings.completion_dimension,
            settings.completion_passes,
            settings.completion_block,
            settings.completion_learning_rate,
            settings.seed,
        ),
        prior=_log_probabilities(torch.tensor(words.counts)),
        first=first,
    )


def _log_probabilities(counts: Tensor) -> Tensor:
    """float32, of positive counts."""
    return (counts.double() / counts.sum()).log().float()


_TOO_FREQUENT = 60
_GRAMMAR = frozenset({"to", "a", "an", "the", "of"})
_LONGEST_GLOSS = 2
