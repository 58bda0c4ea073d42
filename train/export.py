"""How a trained Transformer becomes a CTranslate2 model: the same weights, eight bits each."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ctranslate2.specs import TransformerSpec
from ctranslate2.specs.attention_spec import MultiHeadAttentionSpec
from ctranslate2.specs.common_spec import LayerNormSpec
from ctranslate2.specs.transformer_spec import FeedForwardSpec
from numpy.typing import NDArray
from torch import Tensor

from models.transformer import (
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    Norm,
    SelfAttention,
    SourceAttention,
    Transformer,
)


def write_ctranslate2(
    model: Transformer, pieces: Sequence[str], directory: Path, quantization: str | None = "int8"
) -> None:
    """Writes `model` into `directory`, which must exist, as CTranslate2 reads it.

    `pieces` are the vocabulary's entries in the order of their ids; `quantization` None keeps float32.
    """
    config = model.config
    spec = TransformerSpec.from_config(
        (config.encoder_layers, config.decoder_layers),
        config.heads,
        pre_norm=True,
        alignment_layer=-1,  # the last decoder layer knows best what it translates
        alignment_heads=0,  # the mean of all heads
    )
    embedding = _array(model.embedding)
    positions = _array(model.positions)
    for side in (spec.encoder, spec.decoder):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = embedding
        side.position_encodings.encodings = positions
    spec.decoder.projection.weight = embedding
    _fill_norm(spec.encoder.layer_norm, model.encoder_norm)
    _fill_norm(spec.decoder.layer_norm, model.decoder_norm)
    for layer_spec, layer in zip(spec.encoder.layer, model.encoder, strict=True):
        assert isinstance(layer, EncoderLayer)
        _fill_self_attention(layer_spec.self_attention, layer.attention, layer.attention_norm)
        _fill_feed_forward(layer_spec.ffn, layer.feed_forward, layer.feed_forward_norm)
    for layer_spec, layer in zip(spec.decoder.layer, model.decoder, strict=True):
        assert isinstance(layer, DecoderLayer)
        _fill_self_attention(layer_spec.self_attention, layer.attention, layer.attention_norm)
        _fill_source_attention(layer_spec.attention, layer.source_attention, layer.source_attention_norm)
        _fill_feed_forward(layer_spec.ffn, layer.feed_forward, layer.feed_forward_norm)
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    spec.config.add_source_eos = True
    spec.config.layer_norm_epsilon = 1e-6
    spec.validate()
    spec.optimize(quantization)
    spec.save(str(directory))


def _fill_norm(spec: LayerNormSpec, norm: Norm) -> None:
    spec.gamma = _array(norm.weight)
    spec.beta = _array(norm.bias)


def _fill_self_attention(spec: MultiHeadAttentionSpec, attention: SelfAttention, norm: Norm) -> None:
    _fill_norm(spec.layer_norm, norm)
    spec.linear[0].weight = _array(attention.queries_keys_values.weight)
    spec.linear[1].weight = _array(attention.output.weight)


def _fill_source_attention(spec: MultiHeadAttentionSpec, attention: SourceAttention, norm: Norm) -> None:
    _fill_norm(spec.layer_norm, norm)
    spec.linear[0].weight = _array(attention.queries.weight)
    spec.linear[1].weight = _array(attention.keys_values.weight)
    spec.linear[2].weight = _array(attention.output.weight)


def _fill_feed_forward(spec: FeedForwardSpec, feed_forward: FeedForward, norm: Norm) -> None:
    _fill_norm(spec.layer_norm, norm)
    spec.linear_0.weight = _array(feed_forward.inner.weight)
    spec.linear_1.weight = _array(feed_forward.outer.weight)


def _array(weight: Tensor) -> NDArray[np.float32]:
    """A copy: quantization works in place."""
    array: NDArray[np.float32] = weight.detach().float().cpu().numpy().copy()
    return array
