"""How many more tokens a second the lab's translator learns from than in a plain loop, word by word."""

import time
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.seq2seq import END, PADDING, START, Seq2Seq, initialise
from train import loop, preset
from train.benchmarks import Comparison
from train.multi30k import Batch, to_batch
from train.seq2seq import draw_forced, loss_of, network_config
from train.settings import Seq2SeqSettings

SOURCE_VOCABULARY, TARGET_VOCABULARY = 7_853, 5_893

LENGTHS = ((12, 11), (14, 15), (18, 22))
"""Source and target tokens of the lab's batches: the sizes that 1/6, 3/6 and 5/6 of them do not exceed."""


def measure() -> Comparison:
    """Tokens a second of the project's step and of the plain float32 one, on drawn tokens in real lengths."""
    settings = preset.load("seq2seq", "lab", Seq2SeqSettings)
    batches = [_batch(settings.batch_size, *lengths) for lengths in LENGTHS]
    return Comparison(
        name="seq2seq",
        ours=_tokens_per_second(_our_step(settings), batches, settings),
        baseline=_tokens_per_second(_plain_step(settings), batches, settings),
        unit="tokens/s",
    )


Step = Callable[[Batch, Sequence[bool]], None]
"""Learns from a batch, the reference being shown where told."""


def _our_step(settings: Seq2SeqSettings) -> Step:
    """What `train.loop` does with a batch."""
    fabric = loop.make_fabric("cpu", settings.precision)
    network = _network(settings)
    model, optimizer = fabric.setup(
        network, torch.optim.Adam(network.parameters(), lr=settings.learning_rate, fused=True)
    )

    def step(batch: Batch, forced: Sequence[bool]) -> None:
        optimizer.zero_grad()
        fabric.backward(loss_of(model, batch, forced))
        fabric.clip_gradients(model, optimizer, max_norm=settings.gradient_norm)
        optimizer.step()

    return step


def _plain_step(settings: Seq2SeqSettings) -> Step:
    """What tutorials do: the decoder and its output layer run once for every token."""
    network = _network(settings)
    optimizer = torch.optim.Adam(network.parameters(), lr=settings.learning_rate)

    def step(batch: Batch, forced: Sequence[bool]) -> None:
        optimizer.zero_grad()
        scores = plain_scores(network, batch, forced)
        torch.autograd.backward(F.cross_entropy(scores.flatten(0, 1), batch.target[1:].flatten()))
        nn.utils.clip_grad_norm_(network.parameters(), settings.gradient_norm)
        optimizer.step()

    return step


def plain_scores(model: Seq2Seq, batch: Batch, forced: Sequence[bool]) -> Tensor:
    """What `Seq2Seq.forward` gives, [target length - 1, batch, target vocabulary], one token at a time."""
    steps, size = len(batch.target) - 1, batch.target.shape[1]
    scores = torch.zeros(steps, size, model.decoder.output.out_features)
    state = model.encoder(batch.source, batch.lengths)
    tokens = batch.target[:1]  # [1, batch]
    for step in range(steps):
        if step > 0:
            tokens = batch.target[step : step + 1] if forced[step] else scores[step - 1 : step].argmax(-1)
        features, state = model.decoder(tokens, state)
        scores[step] = model.decoder.score(features[0])
    return scores


def _network(settings: Seq2SeqSettings) -> Seq2Seq:
    torch.manual_seed(settings.seed)
    network = Seq2Seq(network_config(settings, SOURCE_VOCABULARY, TARGET_VOCABULARY))
    initialise(network, settings.initial_range)
    return network


def _batch(size: int, source_length: int, target_length: int) -> Batch:
    """A batch without padding, of tokens drawn evenly from the vocabularies."""
    generator = torch.Generator().manual_seed(source_length)

    def sentence(length: int, vocabulary: int) -> list[int]:
        words = torch.randint(PADDING + 3, vocabulary, (length - 2,), generator=generator)
        return [START, *words.tolist(), END]

    return to_batch(
        [
            (sentence(source_length, SOURCE_VOCABULARY), sentence(target_length, TARGET_VOCABULARY))
            for _ in range(size)
        ]
    )


def _tokens_per_second(step: Step, batches: Sequence[Batch], settings: Seq2SeqSettings) -> float:
    """Steps once through the batches, both loops with the same teacher forcing; one step before warms up."""
    torch.manual_seed(settings.seed)
    forced = [draw_forced(len(batch.target) - 1, settings.teacher_forcing) for batch in batches]
    step(batches[0], forced[0])
    started = time.perf_counter()
    for batch, choices in zip(batches, forced, strict=True):
        step(batch, choices)
    return sum(batch.target_tokens for batch in batches) / (time.perf_counter() - started)
