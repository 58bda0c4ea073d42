"""How the lab's model finds a translation: beam search, which with a width of one is greedy decoding."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from models.errors import Cancelled
from models.seq2seq import END, PADDING, START, UNKNOWN, Seq2Seq, State

NEVER_WRITTEN = (UNKNOWN, PADDING, START)
"""Where `<unk>` would be the best token, the next best one is written: it means nothing to a reader."""


@dataclass(frozen=True)
class Found:
    """One translation as token ids, without START and END."""

    tokens: tuple[int, ...]
    log_probability: float
    """The mean over its tokens, END among them, by the model's own odds, of which `<unk>` has its share."""


@torch.inference_mode()
def search(
    model: Seq2Seq,
    source: Tensor,
    lengths: Tensor,
    *,
    width: int,
    maximum_length: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[list[Found]]:
    """The `width` best translations of each sentence, best first, of at most `maximum_length` tokens.

    `source` is [source length, batch], `lengths` [batch]. At every step the `width` most probable beginnings
    of a sentence are kept; in the end they are ordered by the mean log-probability of a token, so that short
    ones have no advantage. `cancelled` is asked at every step.

    Raises:
        Cancelled: `cancelled` answered true.
    """
    batch = source.shape[1]
    state = _select(model.encoder(source, lengths), torch.arange(batch).repeat_interleave(width))
    tokens = torch.full((0, batch * width), START)  # [steps so far, batch * width]
    total = torch.full((batch, width), float("-inf"))  # log-probability of each beginning
    total[:, 0] = 0.0  # all are the same at the start: one is enough
    count = torch.zeros(batch * width)  # tokens of each beginning, END among them
    finished = torch.zeros(batch * width, dtype=torch.bool)
    last = torch.full((1, batch * width), START)
    while not finished.all() and len(tokens) < maximum_length:
        if cancelled():
            raise Cancelled
        features, state = model.decoder(last, state)
        steps = _log_probabilities(model, features[0], finished)  # [batch * width, vocabulary]
        beginnings = total[:, :, None] + steps.view(batch, width, -1)
        total, best = beginnings.flatten(1).topk(width)  # [batch, width]
        parent = (best // steps.shape[-1] + torch.arange(batch)[:, None] * width).flatten()
        last = (best % steps.shape[-1]).view(1, -1)
        state = _select(state, parent)
        tokens = torch.cat([tokens[:, parent], last])
        count = count[parent] + ~finished[parent]
        finished = finished[parent] | (last[0] == END)
    mean = total / count.view(batch, width).clamp(min=1)
    return [
        [
            Found(_until_end(tokens[:, sentence * width + beam].tolist()), float(mean[sentence, beam]))
            for beam in mean[sentence].argsort(descending=True).tolist()
            if mean[sentence, beam] > float("-inf")  # fewer beginnings than `width` may exist
        ]
        for sentence in range(batch)
    ]


def _log_probabilities(model: Seq2Seq, features: Tensor, finished: Tensor) -> Tensor:
    """Of every next token; a finished sentence goes on with END alone, at no cost."""
    steps = model.decoder.score(features).float().log_softmax(-1)
    steps[:, NEVER_WRITTEN] = float("-inf")
    steps[finished] = float("-inf")
    steps[finished, END] = 0.0
    return steps


def _select(state: State, rows: Tensor) -> State:
    return state[0][:, rows], state[1][:, rows]


def _until_end(tokens: list[int]) -> tuple[int, ...]:
    return tuple(tokens[: tokens.index(END)] if END in tokens else tokens)
