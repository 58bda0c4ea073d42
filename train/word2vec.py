"""How the Word2Vec lab is trained: its settings, its data, and its task for the training loop."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.vectors import Vocabulary
from models.word2vec import Word2Vec, Word2VecArchitecture
from train import skip_gram
from train.cooccurrence import Counts
from train.corpora import Corpora, stopwords, tweets
from train.loop import Task, process_count
from train.tweet_tokens import Tokenizer


@dataclass(frozen=True)
class Word2VecSettings:
    """A preset; `presets/word2vec/lab.toml` gives the reasons."""

    seed: int
    min_count: int
    """Rarer stems are left out."""
    window: int
    """Contexts to each side of a centre."""
    dimension: int
    epochs: int
    batch_size: int
    """Pairs."""
    learning_rate: float
    weight_decay: float
    warmdown: bool
    """Whether the learning rate falls to zero in a straight line."""


@dataclass(frozen=True)
class Word2VecData:
    """The tweets as the network sees them."""

    stems: list[str]
    """The vocabulary, by id."""
    vocabulary: Vocabulary
    """The same for people: for each stem the word that is most often behind it."""
    pairs: Tensor
    """(centre, context), int64 [pairs, 2]."""
    rows: dict[str, int]
    """Number of tweets by file."""


def read(corpora: Corpora, settings: Word2VecSettings) -> Word2VecData:
    """The vocabulary and the pairs of the training tweets."""
    tokenizer = Tokenizer(stopwords.words(corpora, "english"))
    texts = {file: tweets.texts(corpora, file) for file in (tweets.TRAIN, tweets.TEST)}
    words = [tokenizer.words(text) for text in texts[tweets.TRAIN]]
    sentences = [[tokenizer.stem(word) for word in sentence] for sentence in words]
    stems = skip_gram.vocabulary(sentences, settings.min_count)
    return Word2VecData(
        stems=stems,
        vocabulary=_for_people(stems, words, tokenizer),
        pairs=skip_gram.pairs(skip_gram.encode(sentences, stems), settings.window),
        rows={file: len(lines) for file, lines in texts.items()},
    )


class Word2VecTask(Task[slice]):
    """Predicts the centre from a context word; a batch is a range of the epoch's shuffled pairs."""

    monitor = "training_loss"

    def __init__(self, settings: Word2VecSettings, data: Word2VecData) -> None:
        self.seed = settings.seed
        self.epochs = settings.epochs
        self._settings = settings
        self._pairs = data.pairs
        self._shuffled = data.pairs
        self._steps = self.epochs * (len(self._ranges()) // process_count())
        torch.manual_seed(settings.seed)
        self.model: Word2Vec = Word2Vec(Word2VecArchitecture(len(data.stems), settings.dimension))
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
        )

    def batches(self, epoch: int) -> Sequence[slice]:
        """Ranges of the pairs, which are shuffled anew for each epoch."""
        generator = torch.Generator().manual_seed((self.seed * 1_000_003 + epoch) % 2**63)
        order = torch.randperm(len(self._pairs), generator=generator)
        self._shuffled = self._pairs[order].to(self.model.device)
        return self._ranges()

    def training_loss(self, model: nn.Module, batch: slice) -> tuple[Tensor, int]:
        """The cross-entropy of the centres."""
        centres, contexts = self._shuffled[batch].unbind(dim=1)  # [batch] each
        return centre_loss(model, centres, contexts), len(centres)

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Nothing: the lab holds no pairs back."""
        return {}

    def before_step(self, step: int) -> None:
        """Sets the learning rate."""
        if self._settings.warmdown:
            for group in self.optimizer.param_groups:
                group["lr"] = self._settings.learning_rate * (1 - step / self._steps)

    def _ranges(self) -> list[slice]:
        size = self._settings.batch_size
        return [slice(start, start + size) for start in range(0, len(self._pairs), size)]


def centre_loss(model: nn.Module, centres: Tensor, contexts: Tensor) -> Tensor:
    """Mean cross-entropy of the centres [batch] given the contexts [batch], a scalar.

    A batch holds a frequent context many times over, and the logits of a context are the same each time: each
    distinct one is computed once, which makes a step of 2,048 pairs about twice as fast.
    """
    distinct, place = torch.unique(contexts, return_inverse=True)  # [distinct], [batch]
    log_probabilities: Tensor = model(distinct).log_softmax(dim=1)  # [distinct, vocabulary]
    return -log_probabilities[place, centres].mean()


def pair_counts(pairs: Tensor, stems: int) -> Counts:
    """How often each context (row) meets each centre (column), out of (centre, context) pairs [pairs, 2]."""
    centres, contexts = pairs.unbind(dim=1)
    cells, values = torch.unique(contexts * stems + centres, return_counts=True)
    return Counts(cells // stems, cells % stems, values.float(), (stems, stems))


def _for_people(stems: list[str], sentences: list[list[str]], tokenizer: Tokenizer) -> Vocabulary:
    counts = Counter(word for sentence in sentences for word in sentence)
    ids = {stem: number for number, stem in enumerate(stems)}
    forms: dict[str, int] = {}
    words = [""] * len(stems)
    for word, _ in counts.most_common():  # ties in order of first appearance
        row = ids.get(tokenizer.stem(word))
        if row is None:
            continue
        forms[word] = row
        words[row] = words[row] or word
    others = {word: row for word, row in forms.items() if words[row] != word}
    return Vocabulary(words=words, forms=others, tokens=stems)
