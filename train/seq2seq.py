"""How the lab's translator is trained and judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.seq2seq import PADDING, Seq2Seq, Seq2SeqConfig, initialise
from train.loop import Task
from train.multi30k import Batch, EncodedPair, shuffled_batches, sorted_batches
from train.settings import Seq2SeqSettings

EVALUATION_BATCH = 256
"""Sentences a batch where no gradient is needed; the figures do not depend on it."""


@dataclass(frozen=True)
class Loss:
    """Cross-entropy in nats."""

    per_token: float
    """The mean over all tokens: the figure this project reports and chooses by."""
    per_batch: float
    """The mean over the batches' means, as the lab reports; depends on how the sentences are batched."""


class Seq2SeqTask(Task[Batch]):
    """The lab's model and its sentence pairs."""

    def __init__(
        self,
        settings: Seq2SeqSettings,
        config: Seq2SeqConfig,
        training: Sequence[EncodedPair],
        validation: Sequence[EncodedPair],
    ) -> None:
        self.settings = settings
        self.epochs = settings.epochs
        self.seed = settings.seed
        self.gradient_norm = settings.gradient_norm
        self._training = training
        self._validation = sorted_batches(validation, EVALUATION_BATCH)
        torch.manual_seed(settings.seed)
        self.model = Seq2Seq(config)
        initialise(self.model, settings.initial_range)
        # `fused` makes one pass over the weights of what would be a dozen
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=settings.learning_rate, fused=True)

    def batches(self, epoch: int) -> list[Batch]:
        seed = self.seed * 1_000_003 + epoch
        return shuffled_batches(self._training, self.settings.batch_size, self.settings.pool, seed)

    def training_loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, int]:
        forced = draw_forced(len(batch.target) - 1, self.settings.teacher_forcing)
        return loss_of(model, batch, forced), batch.target_tokens

    def validate(self, model: nn.Module) -> dict[str, float]:
        loss = evaluate(model, self._validation)
        return {"validation_loss": loss.per_token, "validation_perplexity": perplexity(loss.per_token)}


def network_config(
    settings: Seq2SeqSettings, source_vocabulary: int, target_vocabulary: int
) -> Seq2SeqConfig:
    """The model that the settings ask for, for vocabularies of these sizes."""
    return Seq2SeqConfig(
        source_vocabulary=source_vocabulary,
        target_vocabulary=target_vocabulary,
        embedding=settings.embedding,
        hidden=settings.hidden,
        layers=settings.layers,
        dropout=settings.dropout,
    )


def draw_forced(steps: int, teacher_forcing: float) -> list[bool]:
    """Which steps see the reference: one draw a step, for the whole batch, from torch's own generator."""
    forced: list[bool] = (torch.rand(steps) < teacher_forcing).tolist()
    return forced


def loss_of(model: nn.Module, batch: Batch, forced: Sequence[bool]) -> Tensor:
    """The mean cross-entropy of the batch's tokens, padding left out."""
    device = next(model.parameters()).device
    target = batch.target.to(device)
    scores = model(
        batch.source.to(device), batch.lengths, target, forced
    )  # [target length - 1, batch, vocabulary]
    return F.cross_entropy(scores.flatten(0, 1), target[1:].flatten(), ignore_index=PADDING)


@torch.inference_mode()
def evaluate(model: nn.Module, batches: Sequence[Batch]) -> Loss:
    """The loss without teacher forcing: the decoder sees its own guesses alone."""
    losses = [float(loss_of(model, batch, forced=[False] * (len(batch.target) - 1))) for batch in batches]
    tokens = [batch.target_tokens for batch in batches]
    return Loss(
        per_token=sum(loss * count for loss, count in zip(losses, tokens, strict=True)) / sum(tokens),
        per_batch=sum(losses) / len(losses),
    )


def perplexity(loss: float) -> float:
    """The number of equally likely tokens among which one would be as unsure: e to the loss."""
    return float(torch.tensor(loss).exp())
