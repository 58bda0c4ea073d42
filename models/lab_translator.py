"""How the lab's model answers the server: its checkpoint opened, and sentences to sentences."""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from models.checkpoint import Checkpoint, CheckpointError
from models.errors import ModelError
from models.translation import Hypothesis, Translation

try:
    import safetensors.torch
    import torch
    from torch.nn.utils.rnn import pad_sequence

    from models.lab_tokens import Vocabulary, english_text, source_tokens
    from models.seq2seq import PADDING, Seq2Seq, Seq2SeqConfig
    from models.seq2seq_search import Found, search
except ImportError as error:
    raise ModelError(
        f"The lab's translator needs {error.name}, which is not installed. "
        "Install Dolmetsch with its `train` extra, or choose another model with --model."
    ) from error

KIND = "seq2seq"
WEIGHTS = "weights.safetensors"
SOURCE_VOCABULARY = "source.json"
TARGET_VOCABULARY = "target.json"

BATCH = 64
"""Sentences that are translated together."""

BEAM = 5
"""How many beginnings are kept, at least, where more than one hypothesis is asked for."""

UNSURE_BELOW = 0.1
"""Nearly all captions, which it was trained on, are above this confidence, nearly all other text below."""


@dataclass(frozen=True)
class LabModel:
    """The network, its vocabularies, and how long a translation may become."""

    network: Seq2Seq
    source: Vocabulary
    target: Vocabulary
    maximum_length: int


class LabTranslator:
    """The lab's model as a `models.translation.Translator`.

    It writes greedily; where several hypotheses are asked for, they come from a beam search. It never writes
    `<unk>`: where that is the best token, the next best one is taken (see `models.seq2seq_search`).

    Raises:
        CheckpointError: the files are not what the manifest makes of them.
    """

    name = "lab"

    def __init__(self, opened: Checkpoint) -> None:
        self._model = open_model(opened)
        self._tokens_of = source_tokens()

    def translate(
        self,
        sentences: Sequence[str],
        *,
        count: int = 1,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Translation]:
        tokens = [self._tokens_of(sentence.strip()) for sentence in sentences]
        written = [index for index, words in enumerate(tokens) if words]
        found: dict[int, list[Found]] = {}
        with _one_thread():
            for start in range(0, len(written), BATCH):
                group = written[start : start + BATCH]
                found |= zip(group, self._search([tokens[i] for i in group], count, cancelled), strict=True)
        return [
            Translation(sentence, self._hypotheses(found.get(index, []), count))
            for index, sentence in enumerate(sentences)
        ]

    def _search(
        self, sentences: Sequence[list[str]], count: int, cancelled: Callable[[], bool]
    ) -> list[list[Found]]:
        sources = [torch.tensor(self._model.source.encode(tokens)) for tokens in sentences]
        return search(
            self._model.network,
            pad_sequence(sources, padding_value=PADDING),  # [source length, batch]
            torch.tensor([len(source) for source in sources]),
            width=max(count, BEAM) if count > 1 else 1,
            maximum_length=self._model.maximum_length,
            cancelled=cancelled,
        )

    def _hypotheses(self, found: Sequence[Found], count: int) -> tuple[Hypothesis, ...]:
        if not found:
            return (Hypothesis("", 1.0),)
        best: dict[str, Hypothesis] = {}
        for one in found:
            text = english_text(self._model.target.decode(one.tokens))
            confidence = math.exp(one.log_probability)
            best.setdefault(text, Hypothesis(text, confidence, unsure=confidence < UNSURE_BELOW))
        return tuple(best.values())[:count]


def open_model(opened: Checkpoint) -> LabModel:
    """The model of a `seq2seq` checkpoint, in float32 and ready to translate.

    Raises:
        CheckpointError: the files are not what the manifest makes of them.
    """
    try:
        architecture = dict(opened.manifest.architecture)
        maximum_length = int(architecture.pop("maximum_length"))
        with torch.device("meta"):  # no memory and no random numbers for weights that are replaced at once
            network = Seq2Seq(Seq2SeqConfig(**architecture))
        weights = safetensors.torch.load_file(opened.path(WEIGHTS))
        network.load_state_dict({name: weight.float() for name, weight in weights.items()}, assign=True)
        source = Vocabulary.load(opened.path(SOURCE_VOCABULARY))
        target = Vocabulary.load(opened.path(TARGET_VOCABULARY))
        if (len(source), len(target)) != (
            architecture["source_vocabulary"],
            architecture["target_vocabulary"],
        ):
            raise ValueError("the vocabularies have other sizes than the manifest says")
    except (TypeError, ValueError, KeyError, RuntimeError, safetensors.SafetensorError) as error:
        raise CheckpointError(
            f"{opened.directory} does not hold the model that its manifest describes ({error}). "
            "Install Dolmetsch again, or train it anew with dolmetsch-train."
        ) from error
    return LabModel(network.eval().requires_grad_(False), source, target, maximum_length)


_threads = threading.Lock()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Computes on one core: a sentence is too little work to share, and the editor needs the others."""
    with _threads:  # the number of threads is the whole process's: one at a time may borrow it
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)
