"""The Word2Vec lab: its tokens, its pairs, its network's lesson, and the figures it published."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from models.word2vec import Word2Vec, Word2VecArchitecture
from train import preset, skip_gram, word2vec
from train.benchmarks.word2vec import BATCH, DIMENSION, VOCABULARY
from train.corpora import Corpora
from train.errors import TrainingError
from train.tweet_tokens import Tokenizer
from train.word2vec import Word2VecData, Word2VecSettings, Word2VecTask


@pytest.fixture(scope="module")
def settings() -> Word2VecSettings:
    return preset.load("word2vec", "lab", Word2VecSettings)


@pytest.fixture(scope="module")
def data(corpora_directory: Path, settings: Word2VecSettings) -> Word2VecData:
    return word2vec.read(Corpora(corpora_directory), settings)


# tokens


@pytest.mark.parametrize(
    ("tweet", "words"),
    [
        ("@User when a Father is #dysfunctional!", ["@user", "father", "#dysfunctional"]),
        ("don't  STOP", ["dont", "stop"]),
        ("café 24/7", ["caf"]),
        ("a\tb  c", ["ab", "c"]),
        ("the a", []),
        ("", []),
    ],
)
def test_a_tweet_becomes_words(tweet: str, words: list[str]) -> None:
    assert Tokenizer({"when", "a", "is", "the", "don't"}).words(tweet) == words


def test_a_word_becomes_its_snowball_stem() -> None:
    tokenizer = Tokenizer(set())

    assert [tokenizer.stem(word) for word in ("fathers", "happy", "#running")] == ["father", "happi", "#run"]


# vocabulary and pairs


def test_the_vocabulary_is_in_order_of_first_appearance() -> None:
    assert skip_gram.vocabulary([["b", "a", "c"], ["a", "b"]], min_count=2) == ["b", "a"]


def test_pairs_are_the_labs_example() -> None:
    words = ["every", "good", "dog", "does", "fine"]

    pairs = skip_gram.pairs([range(5)], window=2)

    assert [(words[centre], words[context]) for centre, context in pairs.tolist()] == [
        ("every", "good"), ("every", "dog"),
        ("good", "every"), ("good", "dog"), ("good", "does"),
        ("dog", "every"), ("dog", "good"), ("dog", "does"), ("dog", "fine"),
        ("does", "good"), ("does", "dog"), ("does", "fine"),
        ("fine", "dog"), ("fine", "does"),
    ]  # fmt: skip


def test_windows_end_with_their_sentence() -> None:
    assert skip_gram.pairs([[0, 1], [], [2], [3, 4]], window=3).tolist() == [[0, 1], [1, 0], [3, 4], [4, 3]]


@pytest.mark.parametrize("sentences", [[], [[]], [[1]]])
def test_nothing_to_pair_gives_no_pairs(sentences: list[list[int]]) -> None:
    assert skip_gram.pairs(sentences, window=3).shape == (0, 2)


def test_words_outside_the_vocabulary_let_their_neighbours_meet() -> None:
    encoded = skip_gram.encode([["good", "xyz", "dog"]], ["dog", "good"])

    assert encoded == [[1, 0]]


# the loss


def test_the_loss_is_cross_entropy_whatever_is_repeated() -> None:
    torch.manual_seed(1)
    model = Word2Vec(Word2VecArchitecture(vocabulary=20, dimension=4))
    centres, contexts = torch.randint(20, (2, 100)).unbind()

    ours = word2vec.centre_loss(model, centres, contexts)
    plain = F.cross_entropy(model(contexts), centres)

    torch.testing.assert_close(ours, plain)
    parameters = list(model.parameters())
    torch.testing.assert_close(torch.autograd.grad(ours, parameters), torch.autograd.grad(plain, parameters))


# the lab's figures


def test_the_preset_is_the_labs(settings: Word2VecSettings) -> None:
    assert (settings.window, settings.dimension, settings.epochs) == (3, 50, 3)


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(TrainingError, match=r"unknown key windows\. Did you mean window\?"):
        preset.load("word2vec", "lab", Word2VecSettings, ["windows=2"])


@pytest.mark.corpora
def test_the_vocabulary_is_the_labs(data: Word2VecData) -> None:
    assert len(data.stems) == 3_085
    assert data.stems[:2] == ["@user", "father"]


@pytest.mark.corpora
def test_the_pairs_are_as_many_as_the_labs(data: Word2VecData) -> None:
    assert data.pairs.shape == (854_376, 2)


@pytest.mark.corpora
def test_a_stem_shows_its_most_frequent_word(data: Word2VecData) -> None:
    happy = data.stems.index("happi")

    assert data.vocabulary.words[happy] == "happy"
    assert data.vocabulary.forms["happiness"] == happy
    assert all(data.vocabulary.words)
    assert not data.vocabulary.forms.keys() & set(data.vocabulary.words)


@pytest.mark.corpora
def test_every_epoch_takes_every_pair_once_in_its_own_order(
    data: Word2VecData, settings: Word2VecSettings
) -> None:
    task = Word2VecTask(settings, data)

    def learned(epoch: int) -> torch.Tensor:
        return torch.cat([task._shuffled[batch] for batch in task.batches(epoch)])

    def counted(pairs: torch.Tensor) -> torch.Tensor:
        return torch.bincount(pairs[:, 0] * len(data.stems) + pairs[:, 1])

    first, again, second = learned(0), learned(0), learned(1)
    assert torch.equal(first, again)
    assert not torch.equal(first, second)
    assert torch.equal(counted(first), counted(data.pairs))


@pytest.mark.corpora
def test_the_benchmark_has_the_labs_sizes(data: Word2VecData, settings: Word2VecSettings) -> None:
    assert (len(data.stems), settings.dimension, settings.batch_size) == (VOCABULARY, DIMENSION, BATCH)
