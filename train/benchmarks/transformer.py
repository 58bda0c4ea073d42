"""How many more tokens a second the default translator learns from than in a plain loop, on all cores."""

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier
from pathlib import Path

import torch
import torch.distributed
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from models.transformer import Transformer, TransformerConfig
from train.benchmarks import Comparison
from train.subwords import PADDING
from train.token_batches import TokenBatch, batches_of
from train.transformer import Objective

CONFIG = TransformerConfig(
    vocabulary_size=8_000,
    width=256,
    heads=4,
    encoder_layers=6,
    decoder_layers=2,
    feed_forward_width=1_024,
    dropout=0.1,
)
"""The same for both."""
PLAIN_BATCH = 12_000
OUR_BATCH = 4_000
"""Source and target tokens of a batch, padding included; ours is one process's."""
PAIRS = 3_000
WARM_UP_STEPS = 2
SECONDS = 20.0
"""How long each loop is measured."""
LABEL_SMOOTHING = 0.1


def measure() -> Comparison:
    """Target tokens a second of the project's step, one process a core, and of a plain one."""
    return Comparison(
        name="transformer",
        ours=_our_tokens_per_second(os.cpu_count() or 1),
        baseline=_tokens_per_second(_plain_step(), _batches(PLAIN_BATCH)),
        unit="target tokens/s",
    )


def _batches(budget: int) -> list[TokenBatch]:
    """Batches of drawn pairs, as long as those of the mix: 3 to 60 tokens, 24 at the mean."""
    rng = random.Random(1)
    pairs = []
    for _ in range(PAIRS):
        length = min(60, 3 + int(rng.expovariate(1 / 21)))
        source = rng.choices(range(4, CONFIG.vocabulary_size), k=length)
        target = rng.choices(range(4, CONFIG.vocabulary_size), k=max(2, length + rng.randint(-3, 3)))
        pairs.append((source, target))
    return [make() for make in batches_of(pairs, budget, rng)]


def _tokens_per_second(step: Callable[[TokenBatch], None], batches: Sequence[TokenBatch]) -> float:
    for batch in batches[:WARM_UP_STEPS]:
        step(batch)
    tokens, number = 0, WARM_UP_STEPS
    started = time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        batch = batches[number % len(batches)]
        step(batch)
        tokens += batch.tokens
        number += 1
    return tokens / (time.perf_counter() - started)


def _our_tokens_per_second(processes: int) -> float:
    context = multiprocessing.get_context("spawn")
    finished = context.Barrier(processes)
    with tempfile.TemporaryDirectory() as directory:
        started = [
            context.Process(target=_measure_process, args=(rank, processes, directory, finished))
            for rank in range(processes)
        ]
        for process in started:
            process.start()
        for process in started:
            process.join()
        return sum(float(path.read_text()) for path in Path(directory).glob("rate-*"))


def _measure_process(rank: int, processes: int, directory: str, finished: Barrier) -> None:
    """One process of several that train together; leaves its rate in a file."""
    torch.set_num_threads(1)
    meeting = Path(directory) / "meeting"
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{meeting}", rank=rank, world_size=processes
    )
    step, batches = _our_step(), _batches(OUR_BATCH)[rank::processes]
    for batch in batches[:WARM_UP_STEPS]:
        step(batch)
    torch.distributed.barrier()
    tokens, number, stop = 0, WARM_UP_STEPS, torch.zeros(1)
    started = time.perf_counter()
    while not stop.item():
        batch = batches[number % len(batches)]
        step(batch)
        tokens += batch.tokens
        number += 1
        stop[0] = float(time.perf_counter() - started > SECONDS)
        torch.distributed.all_reduce(stop, torch.distributed.ReduceOp.MAX)  # as train.loop agrees on stopping
    rate = tokens / (time.perf_counter() - started)
    (Path(directory) / f"rate-{rank}").write_text(str(rate))
    finished.wait()  # whoever left first would leave the other one waiting for its last answer
    torch.distributed.destroy_process_group()


def _our_step() -> Callable[[TokenBatch], None]:
    """What `train.loop` does with a batch."""
    torch.manual_seed(1)
    transformer = Transformer(CONFIG)
    transformer.compute_dtype = torch.bfloat16
    objective = DistributedDataParallel(Objective(transformer, LABEL_SMOOTHING))
    optimizer = torch.optim.AdamW(objective.parameters(), lr=1e-4, fused=True)

    def step(batch: TokenBatch) -> None:
        loss = objective(batch)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(objective.parameters(), 1.0)
        optimizer.step()
        loss.item()

    return step


def _plain_step() -> Callable[[TokenBatch], None]:
    """What tutorials do: PyTorch's own Transformer under autocast, its dropout, and all logits at once."""
    torch.manual_seed(1)
    model = _PlainTransformer()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)

    def step(batch: TokenBatch) -> None:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(batch)
            loss = F.cross_entropy(
                logits.flatten(0, 1),
                batch.expected.flatten(),
                ignore_index=PADDING,
                label_smoothing=LABEL_SMOOTHING,
            )
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss.item()

    return step


class _PlainTransformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(CONFIG.vocabulary_size, CONFIG.width)
        self.positions = nn.Embedding(128, CONFIG.width)
        self.dropout = nn.Dropout(CONFIG.dropout)
        self.transformer = nn.Transformer(
            CONFIG.width,
            CONFIG.heads,
            CONFIG.encoder_layers,
            CONFIG.decoder_layers,
            CONFIG.feed_forward_width,
            CONFIG.dropout,
            batch_first=True,
            norm_first=True,
        )

    def forward(self, batch: TokenBatch) -> Tensor:
        """The logits of every target position, [batch, target length, vocabulary]."""
        length = batch.target.shape[1]
        padding = batch.source == PADDING
        states = self.transformer(
            self._embed(batch.source),
            self._embed(batch.target),
            tgt_mask=torch.ones(length, length, dtype=torch.bool).triu(1),
            src_key_padding_mask=padding,
            memory_key_padding_mask=padding,
        )
        return F.linear(states, self.embedding.weight)

    def _embed(self, tokens: Tensor) -> Tensor:
        embedded = self.embedding(tokens) + self.positions(torch.arange(tokens.shape[1]))
        return self.dropout(embedded)  # type: ignore[no-any-return]
