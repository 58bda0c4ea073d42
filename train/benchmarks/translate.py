"""How fast the default translator answers on one core, beside its architecture in PyTorch, in one run."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WORDS = (5, 15, 40)
REPEATS = 40
BATCH_SENTENCES = 200
_TEXT = (
    "Der alte Mann, der gestern am Bahnhof stand, fragte die junge Frau nach dem Weg zum Museum, "
    "weil er dort seinen Bruder treffen wollte, den er seit vielen Jahren nicht mehr gesehen hatte, "
    "obwohl beide in der gleichen Stadt wohnten und"
)
_NAMES = ("Anna", "Bernd", "Clara", "David", "Emma", "Fritz", "Greta", "Hans", "Ida", "Jonas")


@dataclass(frozen=True)
class Latency:
    """How long one sentence takes, in milliseconds."""

    words: int
    p50: float
    p95: float
    torch_p50: float
    """The same architecture in PyTorch, with random weights: float32, eager, greedy, one thread."""


@dataclass(frozen=True)
class Speed:
    """What `dolmetsch-train benchmark translate` prints."""

    latencies: list[Latency]
    sentences_per_second: float
    """Of 15 words, many at a time."""
    load_ms: float
    """Verifying and opening the checkpoint, in a process of its own."""
    memory_mb: float
    """What a process needs beyond what Python and the libraries need, the model loaded and used."""


def measure(model: str = "default") -> Speed:
    """Measures a model that ships, or one in a directory."""
    import torch

    from models import translator

    loaded = translator.load(model)
    reference = _torch_translate(model)
    torch.set_num_threads(1)
    latencies = []
    for words in WORDS:
        sentences = [sentence(words, number) for number in range(REPEATS)]
        ours = _times(lambda text: loaded.translate([text]), sentences)
        theirs = _times(reference, sentences[: REPEATS // 2])
        latencies.append(
            Latency(
                words,
                statistics.median(ours),
                statistics.quantiles(ours, n=20)[-1],
                statistics.median(theirs),
            )
        )
    many = [sentence(15, number) for number in range(BATCH_SENTENCES)]
    started = time.perf_counter()
    loaded.translate(many)
    rate = len(many) / (time.perf_counter() - started)
    load_ms, memory_mb = _in_a_process(model)
    return Speed(latencies, rate, load_ms, memory_mb)


def sentence(words: int, number: int) -> str:
    """A German sentence of so many words, another one for each number."""
    chosen = [*_TEXT.split()[: words - 1], _NAMES[number % 10] + _NAMES[number // 10 % 10].lower()]
    return " ".join(chosen) + "."


def _times(translate: Callable[[str], object], sentences: Sequence[str]) -> list[float]:
    """How long each sentence takes, in milliseconds, after two that do not count."""
    times = []
    for text in [*sentences[:2], *sentences]:
        started = time.perf_counter()
        translate(text)
        times.append((time.perf_counter() - started) * 1_000)
    return times[2:]


def _torch_translate(model: str) -> Callable[[str], object]:
    """Greedy translation by the architecture of the model in PyTorch; speed does not depend on the weights.

    What it says is of no use: the checkpoint holds eight-bit weights alone. It takes as many steps as the
    real translation has tokens.
    """
    import torch

    from models import checkpoint, translator
    from models.default_translator import PIECES
    from models.transformer import Transformer, TransformerConfig
    from train.subwords import BEGIN, END, open_pieces

    opened = checkpoint.load(checkpoint.find(model, "translator"), ("transformer",))
    transformer = Transformer(TransformerConfig(**opened.manifest.architecture)).eval()
    pieces = open_pieces(opened.path(PIECES))
    real = translator.load(model)
    steps: dict[str, int] = {}

    def translate(text: str) -> object:
        if text not in steps:
            raise KeyError(text)
        source = torch.tensor([[*pieces.encode(text), END]])
        return transformer.greedy(source, None, BEGIN, -1, steps[text])

    for words in WORDS:
        for number in range(REPEATS):
            text = sentence(words, number)
            steps[text] = len(pieces.encode(real.translate([text])[0].text)) + 1
    return translate


def _in_a_process(model: str) -> tuple[float, float]:
    """Milliseconds to load, and megabytes of memory that loading and translating took."""
    result = subprocess.run(
        [sys.executable, "-c", _LOADING, model, sentence(40, 1)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    load_ms, memory_mb = map(float, result.stdout.split())
    return load_ms, memory_mb


_LOADING = """
import sys
import time

import psutil

from models import default_translator, translator

memory = psutil.Process().memory_info
before = memory().rss
started = time.perf_counter()
loaded = translator.load(sys.argv[1])
seconds = time.perf_counter() - started
loaded.translate([sys.argv[2]])
print(seconds * 1_000, (memory().rss - before) / 1_000_000)
"""
