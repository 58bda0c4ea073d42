"""How fast and how good word vectors come of the same text, beside gensim; how fast neighbours are found.

Needs gensim: `pip install -e .[benchmark]`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from gensim.models import KeyedVectors, Word2Vec

from models import words
from models.nearest import CosineIndex
from train import cooccurrence, factorisation, skip_gram, word_similarity
from train.cooccurrence import Counts
from train.corpora import Corpora, running_text
from train.exact_word2vec import ExactSettings, ExactWord2Vec
from train.negative_sampling import NegativeSampling
from train.word_similarity import Judged

DIMENSION = 100
WINDOW = 5
MIN_COUNT = 5
SMOOTHING = 0.75
SEED = 1
GENSIM_EPOCHS = (1, 5, 10)
"""5 is gensim's default."""
NEIGHBOURS = 10
QUERIES = 300


@dataclass(frozen=True)
class Trained:
    """What one method makes of the text."""

    method: str
    seconds: float
    """Of training, with both cores; reading the text is not counted."""
    score: float
    """Spearman's correlation on WordSim-353."""


@dataclass(frozen=True)
class Search:
    """How fast the neighbours of one word are found."""

    method: str
    milliseconds: float
    """At the median."""
    found: float
    """Share of the true neighbours among those found, 0 to 100."""


@dataclass(frozen=True)
class _Text:
    """The same text for all methods."""

    sentences: list[list[str]]
    words: list[str]
    judged: list[Judged]


def train_all(corpora: Corpora) -> tuple[str, list[Trained]]:
    """Every method on the plain English text, and what that text is."""
    text = _text(corpora)
    encoded = cooccurrence.encode(text.sentences, text.words)
    size = len(text.words)

    def counts() -> Counts:
        return cooccurrence.window_counts(encoded, WINDOW, size)

    results = [
        _trained("Dolmetsch: factorisation", lambda: _factorised(counts()), text),
        _trained("Dolmetsch: negative sampling", lambda: _sampled(counts()), text),
        _trained("Dolmetsch: full softmax", lambda: _exact(counts()), text),
    ]
    for name, skip in (("skip-gram", 1), ("CBOW", 0)):
        for epochs in GENSIM_EPOCHS:
            method = f"gensim: {name}, {epochs} epoch{'s' * (epochs > 1)}"
            results.append(_trained(method, lambda e=epochs, s=skip: _gensim(text, e, s), text))  # type: ignore[misc]
    tokens = sum(map(len, text.sentences))
    return f"{tokens:,} words of running text, {size:,} different ones, {DIMENSION} dimensions", results


def search_all(language: str = "en") -> list[Search]:
    """Neighbours out of the vectors that ship: ours, and gensim's of the same matrix."""
    vectors = words.load("default").lexicon(language).vectors
    matrix = np.stack([vectors.vector(word) for word in vectors.words])  # [words, dimension]
    rows = np.random.default_rng(SEED).choice(min(20_000, len(matrix)), QUERIES, replace=False)
    exact = {int(row): set(np.argsort(-(matrix @ matrix[row]))[1 : NEIGHBOURS + 1].tolist()) for row in rows}
    index = CosineIndex(matrix)
    keyed = KeyedVectors(matrix.shape[1])
    keyed.add_vectors(list(vectors.words), matrix)
    keyed.fill_norms()

    def ours(row: int) -> list[int]:
        return [near for near in index.search(matrix[row], NEIGHBOURS + 1)[0].tolist() if near != row]

    def theirs(row: int) -> list[int]:
        return [
            keyed.key_to_index[word] for word, _ in keyed.most_similar(vectors.words[row], topn=NEIGHBOURS)
        ]

    return [
        _searched(f"Dolmetsch, {len(matrix):,} words", ours, exact),
        _searched("gensim, most_similar", theirs, exact),
    ]


def _text(corpora: Corpora) -> _Text:
    sentences = running_text.read_plain(corpora, "en")
    vocabulary = skip_gram.vocabulary(sentences, MIN_COUNT)
    known = set(vocabulary)
    return _Text(
        [[word for word in sentence if word in known] for sentence in sentences],
        vocabulary,
        word_similarity.read(corpora, "en")["WordSim-353"],
    )


def _trained(method: str, train: Callable[[], npt.NDArray[np.float32]], text: _Text) -> Trained:
    started = time.perf_counter()
    matrix = train()
    seconds = time.perf_counter() - started
    unit = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    rows = {word: row for row, word in enumerate(text.words)}

    def similarity(first: str, second: str) -> float | None:
        pair = [rows.get(word, rows.get(word.lower())) for word in (first, second)]
        return None if pair[0] is None or pair[1] is None else float(unit[pair[0]] @ unit[pair[1]])

    return Trained(method, seconds, word_similarity.agreement(text.judged, similarity).correlation)


def _factorised(counts: Counts) -> npt.NDArray[np.float32]:
    information = factorisation.positive_mutual_information(counts, SMOOTHING)
    return _array(factorisation.left_singular_vectors(information, DIMENSION, SEED))


def _sampled(counts: Counts) -> npt.NDArray[np.float32]:
    model = NegativeSampling(counts, DIMENSION, SMOOTHING, SEED)
    for _ in model.train():
        pass
    return _array(model.words)


def _exact(counts: Counts) -> npt.NDArray[np.float32]:
    occurrences = counts.row_sums()
    model = ExactWord2Vec(
        counts,
        ExactSettings(DIMENSION, passes=5, block=1_024, learning_rate=0.05, seed=SEED),
        prior=(occurrences / occurrences.sum()).clamp(min=1e-12).log().float(),
    )
    for _ in model.train():
        pass
    return _array(model.centres)


def _gensim(text: _Text, epochs: int, skip_gram: int) -> npt.NDArray[np.float32]:
    model = Word2Vec(
        text.sentences,
        vector_size=DIMENSION,
        window=WINDOW,
        min_count=1,  # rarer words are out of the text already
        sg=skip_gram,
        epochs=epochs,
        workers=torch.get_num_threads(),
        seed=SEED,
    )
    return np.stack([model.wv[word] for word in text.words])


def _array(tensor: torch.Tensor) -> npt.NDArray[np.float32]:
    array: npt.NDArray[np.float32] = tensor.numpy()
    return array


def _searched(method: str, search: Callable[[int], Sequence[int]], exact: dict[int, set[int]]) -> Search:
    times, found = [], 0
    for row, true in exact.items():
        started = time.perf_counter()
        near = search(row)
        times.append(time.perf_counter() - started)
        found += len(true & set(near))
    return Search(method, 1_000 * float(np.median(times)), 100 * found / (NEIGHBOURS * len(exact)))
