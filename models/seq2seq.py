"""What the lab's translator is: an LSTM that reads the German sentence, and one that writes the English.

The architecture is that of Sutskever, Vinyals and Le (2014, "Sequence to Sequence Learning with Neural
Networks"), with two layers: all that the decoder knows of the source is the encoder's last state, and the
source is read backwards, so that its first words are near the first words of the target.

Tensors have the time first, `[length, batch]`, and sentences end in padding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

UNKNOWN, PADDING, START, END = range(4)
"""The first four entries of both vocabularies."""

State: TypeAlias = tuple[Tensor, Tensor]
"""What an LSTM remembers: hidden and cell, each [layers, batch, hidden]."""


@dataclass(frozen=True)
class Seq2SeqConfig:
    """Everything needed to build the model again; sizes are numbers of entries or of units."""

    source_vocabulary: int
    target_vocabulary: int
    embedding: int
    hidden: int
    layers: int
    dropout: float
    """Share of the embeddings, and of what goes from layer to layer, that training sets to zero."""


class Encoder(nn.Module):
    """Source tokens to the state in which their last one leaves the LSTM."""

    def __init__(self, config: Seq2SeqConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.source_vocabulary, config.embedding)
        self.lstm = nn.LSTM(config.embedding, config.hidden, config.layers, dropout=_between_layers(config))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, source: Tensor, lengths: Tensor) -> State:
        """The state after the last token of each sentence, whatever padding follows it.

        `source` is [source length, batch]; `lengths` counts its tokens without padding, [batch], on the CPU.
        """
        embedded = self.dropout(self.embedding(source))  # [source length, batch, embedding]
        if int(lengths.min()) < len(source):  # without padding there is a faster kernel
            embedded = pack_padded_sequence(embedded, lengths, enforce_sorted=False)
        _, state = self.lstm(embedded)
        return state  # type: ignore[no-any-return]


class Decoder(nn.Module):
    """A state and target tokens to features, from which `score` makes scores of the next tokens."""

    def __init__(self, config: Seq2SeqConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.target_vocabulary, config.embedding)
        self.lstm = nn.LSTM(config.embedding, config.hidden, config.layers, dropout=_between_layers(config))
        self.output = nn.Linear(config.hidden, config.target_vocabulary)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Features [length, batch, hidden] after each of `tokens` [length, batch], and the last state."""
        embedded = self.dropout(self.embedding(tokens))  # [length, batch, embedding]
        return self.lstm(embedded, state)  # type: ignore[no-any-return]

    def score(self, features: Tensor) -> Tensor:
        """The score of every token to be the next: [..., hidden] to [..., target vocabulary]."""
        return self.output(features)  # type: ignore[no-any-return]


class Seq2Seq(nn.Module):
    """Source tokens and the target so far to scores of the next target tokens."""

    def __init__(self, config: Seq2SeqConfig) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def forward(self, source: Tensor, lengths: Tensor, target: Tensor, forced: Sequence[bool]) -> Tensor:
        """Scores of target[1:], [target length - 1, batch, target vocabulary].

        `source` is [source length, batch] and `lengths` [batch] (see `Encoder`); `target` is
        [target length, batch], from START on. `forced[step]` says whether the decoder's input at that step is
        the reference target[step], or its own best guess after the step before; the first is always START.

        Only guesses have to wait for scores: from one guess to the next is a single call of the LSTM, and the
        output layer, which costs as much as the LSTM, is a single product over all positions.
        """
        state = self.encoder(source, lengths)
        runs: list[Tensor] = []
        for start, end in runs_between_guesses(forced, len(target) - 1):
            inputs = target[start:end]  # [end - start, batch]
            if start > 0:
                inputs = torch.cat([self._guess(runs[-1][-1:]), inputs[1:]])
            features, state = self.decoder(inputs, state)  # [end - start, batch, hidden]
            runs.append(features)
        return self.decoder.score(torch.cat(runs))

    @torch.no_grad()
    def _guess(self, features: Tensor) -> Tensor:
        """The most probable next tokens, [1, batch]; no gradient goes through a choice."""
        return self.decoder.score(features).argmax(-1)


def runs_between_guesses(forced: Sequence[bool], steps: int) -> list[tuple[int, int]]:
    """The start and end of every run of steps whose inputs, but for the first one's, are known beforehand."""
    starts = [0, *(step for step in range(1, steps) if not forced[step])]
    return list(zip(starts, [*starts[1:], steps], strict=True))


def initialise(model: nn.Module, limit: float) -> None:
    """Draws every parameter from U(-limit, limit), as Sutskever et al. did (section 3.4, with 0.08)."""
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -limit, limit)


def _between_layers(config: Seq2SeqConfig) -> float:
    """PyTorch warns of a dropout between layers where there is only one."""
    return config.dropout if config.layers > 1 else 0.0
