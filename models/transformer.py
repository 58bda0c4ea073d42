"""What the default translator is: a Transformer with a deep encoder and a shallow decoder, in PyTorch.

The architecture is that of Vaswani et al. (2017, "Attention is all you need") with the norms before the
sub-layers (Xiong et al. 2020), one embedding matrix for source, target and output (Press and Wolf 2017), and
no biases but those of the norms. Most layers stand in the encoder, which runs once a sentence, and few in the
decoder, which runs once a token (Kasai et al. 2021).

Weights are kept in float32; the arithmetic happens in `compute_dtype`, which is bfloat16 while training.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class TransformerConfig:
    """Everything needed to build the model again."""

    vocabulary_size: int
    width: int
    """Size of the vectors between layers."""
    heads: int
    encoder_layers: int
    decoder_layers: int
    feed_forward_width: int
    dropout: float
    """Share of each sub-layer's output that training sets to zero."""
    maximum_length: int = 512
    """Tokens of a source or a target, begin and end marks included."""


class Transformer(nn.Module):
    """Source tokens to the probabilities of target tokens."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.compute_dtype = torch.float32
        self.embedding = nn.Parameter(torch.empty(config.vocabulary_size, config.width))
        self.positions: Tensor
        self.register_buffer("positions", sinusoids(config.maximum_length, config.width), persistent=False)
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_layers))
        self.encoder_norm = Norm(config.width)
        self.decoder = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        self.decoder_norm = Norm(config.width)
        # multiplied by sqrt(width), embeddings start with a variance near one, and so do the first logits
        nn.init.normal_(self.embedding, std=config.width**-0.5)

    def encode(self, source: Tensor, source_mask: Tensor | None) -> Tensor:
        """The encoder's states, [batch, source length, width].

        `source` holds token ids, [batch, source length]; `source_mask` is true where there is a token and not
        padding, [batch, source length], or None where nothing is padding.
        """
        mask = None if source_mask is None else source_mask[:, None, None, :]  # over heads and queries
        states = self._embed(source, 0)
        for layer in self.encoder:
            states = layer(states, mask)
        return self.encoder_norm(states)  # type: ignore[no-any-return]

    def decode(self, target: Tensor, memory: Tensor, source_mask: Tensor | None) -> Tensor:
        """The decoder's states, [batch, target length, width], each of which sees the target up to itself.

        `target` begins with the begin mark, [batch, target length]; `memory` is what `encode` gave.
        """
        mask = None if source_mask is None else source_mask[:, None, None, :]
        states = self._embed(target, 0)
        for layer in self.decoder:
            states = layer(states, memory, mask)
        return self.decoder_norm(states)  # type: ignore[no-any-return]

    def forward(self, source: Tensor, target: Tensor, source_mask: Tensor | None = None) -> Tensor:
        """The decoder's states, [batch, target length, width]; `logits` makes scores of them."""
        return self.decode(target, self.encode(source, source_mask), source_mask)

    def logits(self, states: Tensor) -> Tensor:
        """The score of every vocabulary entry, [..., width] to [..., vocabulary]."""
        return F.linear(states, self.embedding.to(states.dtype))

    @torch.inference_mode()
    def greedy(
        self, source: Tensor, source_mask: Tensor | None, begin: int, end: int, limit: int
    ) -> list[list[int]]:
        """The most probable next token, again and again; token ids without begin and end marks.

        Keys and values of earlier positions are kept, so that a step costs the same wherever it stands.
        """
        memory = self.encode(source, source_mask)
        mask = None if source_mask is None else source_mask[:, None, None, :]
        token = torch.full((len(source), 1), begin)
        finished = torch.zeros(len(source), dtype=torch.bool)
        caches: list[dict[str, Tensor]] = [{} for _ in self.decoder]
        tokens = []
        for step in range(min(limit, self.config.maximum_length)):
            states = self._embed(token, step)
            for layer, cache in zip(self.decoder, caches, strict=True):
                states = layer(states, memory, mask, cache)
            token = self.logits(self.decoder_norm(states)).argmax(-1)  # [batch, 1]
            tokens.append(token)
            finished |= token[:, 0] == end
            if finished.all():
                break
        rows = torch.cat(tokens, dim=1).tolist()
        return [row[: row.index(end)] if end in row else row for row in rows]

    def _embed(self, tokens: Tensor, start: int) -> Tensor:
        """[batch, length] token ids of positions from `start` on to [batch, length, width]."""
        vectors = F.embedding(tokens, self.embedding) * math.sqrt(self.config.width)
        vectors = vectors + self.positions[start : start + tokens.shape[1]]
        return dropout(vectors.to(self.compute_dtype), self.config.dropout, self.training)


class EncoderLayer(nn.Module):
    """Self-attention over the whole source, then two maps of every position."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.dropout = config.dropout
        self.attention_norm = Norm(config.width)
        self.attention = SelfAttention(config)
        self.feed_forward_norm = Norm(config.width)
        self.feed_forward = FeedForward(config)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """[batch, length, width] to the same; `mask` is true where a key counts, [batch, 1, 1, length]."""
        attended = self.attention(self.attention_norm(states), mask)
        states = states + dropout(attended, self.dropout, self.training)
        mapped = self.feed_forward(self.feed_forward_norm(states))
        return states + dropout(mapped, self.dropout, self.training)


class DecoderLayer(nn.Module):
    """Self-attention over the target so far, attention over the source, then two maps of every position."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.dropout = config.dropout
        self.attention_norm = Norm(config.width)
        self.attention = SelfAttention(config)
        self.source_attention_norm = Norm(config.width)
        self.source_attention = SourceAttention(config)
        self.feed_forward_norm = Norm(config.width)
        self.feed_forward = FeedForward(config)

    def forward(
        self, states: Tensor, memory: Tensor, mask: Tensor | None, cache: dict[str, Tensor] | None = None
    ) -> Tensor:
        """[batch, length, width] to the same; `cache` holds what earlier positions left and is added to."""
        attended = self.attention(self.attention_norm(states), None, causal=True, cache=cache)
        states = states + dropout(attended, self.dropout, self.training)
        attended = self.source_attention(self.source_attention_norm(states), memory, mask, cache)
        states = states + dropout(attended, self.dropout, self.training)
        mapped = self.feed_forward(self.feed_forward_norm(states))
        return states + dropout(mapped, self.dropout, self.training)


class SelfAttention(nn.Module):
    """Every position looks at its own sequence; one matrix gives queries, keys and values."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.queries_keys_values = Linear(config.width, 3 * config.width)
        self.output = Linear(config.width, config.width)

    def forward(
        self,
        states: Tensor,
        mask: Tensor | None,
        causal: bool = False,
        cache: dict[str, Tensor] | None = None,
    ) -> Tensor:
        """[batch, length, width] to the same; with `causal`, nothing later is seen."""
        projected = split_heads(self.queries_keys_values(states), 3 * self.heads)
        query, key, value = projected.chunk(3, dim=1)  # [batch, heads, length, width / heads] each
        if cache is not None:
            if "key" in cache:
                key, value = torch.cat((cache["key"], key), 2), torch.cat((cache["value"], value), 2)
            cache["key"], cache["value"] = key, value
            causal = False  # the one query is the newest position: there is nothing later
        attended = attend(query, key, value, mask, causal)
        return self.output(join_heads(attended))  # type: ignore[no-any-return]


class SourceAttention(nn.Module):
    """Every target position looks at the encoder's states."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.queries = Linear(config.width, config.width)
        self.keys_values = Linear(config.width, 2 * config.width)
        self.output = Linear(config.width, config.width)

    def forward(
        self, states: Tensor, memory: Tensor, mask: Tensor | None, cache: dict[str, Tensor] | None = None
    ) -> Tensor:
        """[batch, target length, width] to the same; `memory` is [batch, source length, width]."""
        query = split_heads(self.queries(states), self.heads)
        if cache is not None and "source_key" in cache:
            key, value = cache["source_key"], cache["source_value"]
        else:
            key, value = split_heads(self.keys_values(memory), 2 * self.heads).chunk(2, dim=1)
        if cache is not None:
            cache["source_key"], cache["source_value"] = key, value
        attended = attend(query, key, value, mask)
        return self.output(join_heads(attended))  # type: ignore[no-any-return]


class FeedForward(nn.Module):
    """Two linear maps of every position by itself, what is negative between them set to zero."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.inner = Linear(config.width, config.feed_forward_width)
        self.outer = Linear(config.feed_forward_width, config.width)

    def forward(self, states: Tensor) -> Tensor:
        """[..., width] to the same."""
        return self.outer(F.relu(self.inner(states)))  # type: ignore[no-any-return]


class Linear(nn.Module):
    """A linear map without a bias that computes in its input's type; the weight is [outputs, inputs]."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, states: Tensor) -> Tensor:
        """[..., inputs] to [..., outputs]."""
        return F.linear(states, self.weight.to(states.dtype))


class Norm(nn.Module):
    """Layer normalisation that computes in its input's type."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, states: Tensor) -> Tensor:
        """[..., width] to the same, each vector with mean and variance of its own."""
        return F.layer_norm(
            states, self.weight.shape, self.weight.to(states.dtype), self.bias.to(states.dtype), 1e-6
        )


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, causal: bool = False) -> Tensor:
    """Scaled dot-product attention, [batch, heads, queries, size]; `mask` is true where a key counts.

    On a CPU, the plain products are six times as fast in training as PyTorch's fused kernel at the lengths of
    sentences: that one is made for thousands of tokens.
    """
    if query.device.type != "cpu":
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)  # [batch, heads, queries, keys]
    if causal:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=query.device).tril()
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    attended: Tensor = scores.softmax(-1) @ value
    return attended


def dropout(states: Tensor, share: float, training: bool) -> Tensor:
    """Zeroes a `share` of the entries, rounded to 1/256, and scales the others up, while training.

    One random byte decides over one entry, and eight of them come from one random number: drawing masks by
    `F.dropout` took 29 % of a training step on a CPU.
    """
    dropped = round(share * 256)
    if not training or dropped == 0:
        return states
    count = states.numel()
    numbers = torch.empty((count + 7) // 8, dtype=torch.int64, device=states.device).random_(
        torch.iinfo(torch.int64).min, None
    )
    kept = numbers.view(torch.uint8)[:count].view(states.shape) >= dropped
    scaled: Tensor = states * kept * (256 / (256 - dropped))
    return scaled


def split_heads(states: Tensor, heads: int) -> Tensor:
    """[batch, length, heads * size] to [batch, heads, length, size]."""
    batch, length, _ = states.shape
    return states.view(batch, length, heads, -1).transpose(1, 2)


def join_heads(states: Tensor) -> Tensor:
    """[batch, heads, length, size] to [batch, length, heads * size]."""
    return states.transpose(1, 2).flatten(2)


def sinusoids(length: int, width: int) -> Tensor:
    """Position vectors, [length, width]: sines first, then cosines (Vaswani et al., section 3.5)."""
    rates = torch.exp(torch.arange(width // 2) * (-math.log(10_000) / (width // 2 - 1)))
    angles = torch.arange(length)[:, None] * rates  # [length, width / 2]
    return torch.cat((angles.sin(), angles.cos()), dim=1)
