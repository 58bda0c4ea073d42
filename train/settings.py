"""What a preset of each translator says: its hyperparameters, and which values they may have.

This file imports no training library, so that a mistake in a preset is said at once.
"""

from dataclasses import dataclass
from typing import Annotated

from train.preset import Allowed, Count, Positive, PositiveShare, Seed, Share, ShareBelowOne

VocabularySize = Annotated[
    int, Allowed("300 or more, since every byte and every mark needs an entry", lambda value: value >= 300)
]
Precision = Annotated[str, Allowed("32-true or bf16-mixed", lambda value: value in ("32-true", "bf16-mixed"))]
"""Lightning Fabric's names."""


@dataclass(frozen=True)
class TransformerPreset:
    """Every hyperparameter of a translator; the reasons stand in the preset's file."""

    vocabulary_size: VocabularySize
    width: Count
    heads: Count
    encoder_layers: Count
    decoder_layers: Count
    feed_forward_width: Count
    dropout: ShareBelowOne
    label_smoothing: ShareBelowOne
    noise: bool
    """Whether sources get typographic noise."""
    placeholder_share: Share
    """Share of the pairs in which words that stand on both sides may become placeholders."""
    maximum_tokens: Count
    """Pairs with a longer side are left out."""
    batch_tokens: Count
    """Source and target tokens of one process's batch, padding included."""
    total_target_tokens: Count
    """When training ends. Up to the cool-down nothing depends on it: a run may be resumed with another."""
    interval_target_tokens: Count
    """Target tokens between two evaluations."""
    peak_learning_rate: Positive
    warm_up_target_tokens: Count
    """Over so many tokens the learning rate rises."""
    cool_down_share: PositiveShare
    """Over this last part of the training the learning rate falls to zero; before, it stays at its peak."""
    gradient_norm: Positive
    averaging_decay: ShareBelowOne
    """What an averaged weight keeps of itself at every step."""
    development_sentences: Count
    """Sentences of each development set that are decoded after each interval."""
    seed: Seed

    def __post_init__(self) -> None:
        if self.width % self.heads or self.width % 2:
            raise ValueError(f"width = {self.width} must be even, and a multiple of heads = {self.heads}")


@dataclass(frozen=True)
class Seq2SeqSettings:
    """A preset; the reasons for the lab's values stand in presets/seq2seq/lab.toml."""

    minimum_frequency: Count
    embedding: Count
    hidden: Count
    layers: Count
    dropout: ShareBelowOne
    initial_range: Positive
    epochs: Count
    batch_size: Count
    pool: Count
    learning_rate: Positive
    gradient_norm: Positive
    teacher_forcing: Share
    precision: Precision
    seed: Seed
    maximum_length: Count
