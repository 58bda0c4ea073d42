"""How the default translator is trained: what it reads, what it minimises, how each interval is judged."""

import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import ctranslate2
import sacrebleu
import sentencepiece
import torch
from torch import Tensor, nn

from models.transformer import Transformer, TransformerConfig
from train.copying import with_placeholders
from train.corpora.mix import Mix
from train.corpora.noise import noisy
from train.export import write_ctranslate2
from train.loop import Task
from train.settings import TransformerPreset
from train.smoothed_cross_entropy import smoothed_cross_entropy
from train.subwords import PADDING
from train.token_batches import DomainSampler, TokenBatch, batches_of

Pair = tuple[str, str]
Item = TypeVar("Item")


class Objective(nn.Module):
    """A Transformer together with its loss, as one module that several processes can share."""

    def __init__(self, transformer: Transformer, label_smoothing: float) -> None:
        super().__init__()
        self.transformer = transformer
        self.label_smoothing = label_smoothing

    def forward(self, batch: TokenBatch) -> Tensor:
        """The mean loss of a batch's expected tokens, in nats."""
        states = self.transformer(batch.source, batch.target, batch.source_mask)
        counted = batch.expected != PADDING  # [batch, target length]
        return smoothed_cross_entropy(
            states[counted], self.transformer.embedding, batch.expected[counted], self.label_smoothing
        )


class TranslationTask(Task[Callable[[], TokenBatch]]):
    """The default translator and its mix of domains; an epoch is the interval between two evaluations."""

    monitor = "score"
    higher_is_better = True

    def __init__(
        self,
        preset: TransformerPreset,
        pieces: sentencepiece.SentencePieceProcessor,
        mix: Mix,
        processes: int = 1,
    ) -> None:
        torch.manual_seed(preset.seed)
        self.preset = preset
        self.pieces = pieces
        self.seed = preset.seed
        self.gradient_norm = preset.gradient_norm
        self.epochs = round(preset.total_target_tokens / preset.interval_target_tokens)
        self._transformer = Transformer(network_config(preset, vocabulary_rows(pieces)))
        self._transformer.compute_dtype = torch.bfloat16
        self.model = Objective(self._transformer, preset.label_smoothing)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=preset.peak_learning_rate,
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=0.0,
            fused=True,
        )
        self.averages = [parameter.detach().clone() for parameter in self._transformer.parameters()]
        self._processes = processes
        self._steps_an_epoch = 1
        self._domains = [_short_pairs(domain.pairs, pieces, preset.maximum_tokens) for domain in mix.domains]
        self._sampler = DomainSampler(
            [sizes for _, sizes in self._domains], [domain.weight for domain in mix.domains], preset.seed
        )
        self._development = {
            name: spread(pairs, preset.development_sentences) for name, pairs in mix.development.items()
        }

    def batches(self, epoch: int) -> Sequence[Callable[[], TokenBatch]]:
        """One interval's pairs, with noise and placeholders of their own."""
        rng = random.Random(f"{self.seed} {epoch}")
        interval = self.preset.interval_target_tokens
        drawn = [
            self._varied(self._domains[domain][0][index], rng)
            for domain, index in self._sampler.draw(epoch * interval, (epoch + 1) * interval)
        ]
        sources = self.pieces.encode([source for source, _ in drawn])
        targets = self.pieces.encode([target for _, target in drawn])
        batches = batches_of(list(zip(sources, targets, strict=True)), self.preset.batch_tokens, rng)
        self._steps_an_epoch = len(batches) // self._processes
        return batches

    def training_loss(self, model: nn.Module, batch: Callable[[], TokenBatch]) -> tuple[Tensor, int]:
        made = batch().to(self._transformer.embedding.device)
        return model(made), made.tokens

    def before_step(self, step: int) -> None:
        tokens = step / self._steps_an_epoch * self.preset.interval_target_tokens
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.preset, tokens)

    @torch.no_grad()
    def after_step(self, step: int) -> None:
        if step % AVERAGE_EVERY == 0:
            decay = min(self.preset.averaging_decay**AVERAGE_EVERY, (1 + step) / (10 + step))
            parameters: list[Tensor] = list(self._transformer.parameters())
            self.averages = [average.to(parameters[0].device) for average in self.averages]
            torch._foreach_lerp_(self.averages, parameters, 1 - decay)

    def validate(self, model: nn.Module) -> dict[str, float]:
        """BLEU and chrF of greedy decoding by the averaged weights, as they would ship."""
        figures = {}
        with tempfile.TemporaryDirectory() as directory:
            write_ctranslate2(self.averaged(), piece_list(self.pieces, self._rows), Path(directory))
            translator = ctranslate2.Translator(directory, "cpu", intra_threads=1)
            for name, pairs in self._development.items():
                hypotheses = greedy_texts(translator, self.pieces, [source for source, _ in pairs])
                references = [[target for _, target in pairs]]
                figures[f"{name}_bleu"] = sacrebleu.corpus_bleu(hypotheses, references).score
                figures[f"{name}_chrf"] = sacrebleu.corpus_chrf(hypotheses, references).score
        chrf = [value for name, value in figures.items() if name.endswith("_chrf")]
        return {**figures, "score": sum(chrf) / len(chrf)}

    def averaged(self) -> Transformer:
        """A Transformer with the averaged weights."""
        averaged = Transformer(network_config(self.preset, self._rows))
        averaged.load_state_dict(self.best_weights())
        return averaged.eval()

    def best_weights(self) -> dict[str, Tensor]:
        names = [name for name, _ in self._transformer.named_parameters()]
        return dict(zip(names, (weight.cpu() for weight in self.averages), strict=True))

    def state(self) -> dict[str, Any]:
        return {"averages": self.averages}

    def load_state(self, state: dict[str, Any]) -> None:
        self.averages = state["averages"]

    @property
    def _rows(self) -> int:
        return self._transformer.config.vocabulary_size

    def _varied(self, pair: Pair, rng: random.Random) -> Pair:
        source, target = pair
        if rng.random() < self.preset.placeholder_share:
            source, target = with_placeholders(source, target, rng)
        return (noisy(source, rng) if self.preset.noise else source), target


AVERAGE_EVERY = 10
"""Steps between two updates of the averaged weights."""


def network_config(preset: TransformerPreset, vocabulary_size: int) -> TransformerConfig:
    """The model that a preset asks for, with so many rows of its vocabulary."""
    return TransformerConfig(
        vocabulary_size=vocabulary_size,
        width=preset.width,
        heads=preset.heads,
        encoder_layers=preset.encoder_layers,
        decoder_layers=preset.decoder_layers,
        feed_forward_width=preset.feed_forward_width,
        dropout=preset.dropout,
    )


def learning_rate(preset: TransformerPreset, tokens: float) -> float:
    """The learning rate after so many target tokens: up, level, down, each in a straight line.

    As long as it is level, the length of the training need not be known (Hägele et al. 2024, "Scaling laws
    and compute-optimal training beyond fixed training durations").
    """
    left = preset.total_target_tokens - tokens
    cool_down = preset.cool_down_share * preset.total_target_tokens
    return preset.peak_learning_rate * max(
        0.0, min(1.0, tokens / preset.warm_up_target_tokens, left / cool_down)
    )


def vocabulary_sentences(mix: Mix) -> list[str]:
    """The sentences that the joint vocabulary is learned from: both sides, in training's proportions."""
    whole = sum(domain.weight for domain in mix.domains)
    return [
        side
        for domain in mix.domains
        for pair in spread(domain.pairs, round(VOCABULARY_PAIRS * domain.weight / whole))
        for side in pair
    ]


VOCABULARY_PAIRS = 300_000


def vocabulary_rows(pieces: sentencepiece.SentencePieceProcessor) -> int:
    """Rows of the embedding: the pieces, and some more that make matrix products even."""
    return -(-len(pieces) // 64) * 64


def piece_list(pieces: sentencepiece.SentencePieceProcessor, rows: int) -> list[str]:
    """The vocabulary's entries by id, filled up to the number of rows that the model has."""
    names = [pieces.id_to_piece(number) for number in range(len(pieces))]
    return names + [f"<unused{number}>" for number in range(rows - len(names))]


def greedy_texts(
    translator: ctranslate2.Translator, pieces: sentencepiece.SentencePieceProcessor, sources: Sequence[str]
) -> list[str]:
    """One greedy translation of each sentence."""
    results = translator.translate_batch(
        pieces.encode(list(sources), out_type=str), beam_size=1, max_decoding_length=128, max_batch_size=2048,
        batch_type="tokens",
    )  # fmt: skip
    return [pieces.decode(result.hypotheses[0]) for result in results]


def spread(items: Sequence[Item], count: int) -> list[Item]:
    """`count` of the items, evenly spread; all of them where there are no more."""
    return list(items) if count >= len(items) else [items[i * len(items) // count] for i in range(count)]


def _short_pairs(
    pairs: Sequence[Pair], pieces: sentencepiece.SentencePieceProcessor, limit: int
) -> tuple[list[Pair], list[int]]:
    """The pairs with at most `limit` tokens a side, and the target tokens of each, the end mark included."""
    sources = map(len, pieces.encode([source for source, _ in pairs]))
    targets = map(len, pieces.encode([target for _, target in pairs]))
    kept = [
        (pair, target + 1)
        for pair, source, target in zip(pairs, sources, targets, strict=True)
        if source < limit and target < limit
    ]
    return [pair for pair, _ in kept], [size for _, size in kept]
