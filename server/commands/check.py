"""`dolmetsch check`: whether everything that Dolmetsch needs is there and works."""

import argparse
import itertools
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from server import __version__
from server.commands.shared import add_log_level, add_model

NAME = "check"
SUMMARY = "say what is installed, which models work, and how fast they are"

NEEDED = (
    "pygls",
    "lsprotocol",
    "numpy",
    "safetensors",
    "platformdirs",
    "ctranslate2",
    "sentencepiece",
    "pygments",
    "tomlkit",
)
OPTIONAL = {"torch": "for the lab's translator", "websockets": "for --ws"}

_SENTENCE = "Zwei junge Männer stehen im Freien."
_WORDS = ("Haus", "Freund", "house", "friend", "good", "day", "school")
"""Each is asked once, for answers are remembered."""
_REPETITIONS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_model(parser)
    add_log_level(parser)


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    subject: str
    state: str
    broken: bool = False


def run(options: argparse.Namespace) -> int:
    """Prints what it finds; 1 if anything is broken."""
    print(f"Dolmetsch {__version__}, Python {platform.python_version()}, {platform.platform()}")
    broken = False
    for finding in (*_packages(), *_models(options.model)):
        print(f"  {finding.subject:<23} {finding.state}", flush=True)
        broken |= finding.broken
    print("Something is broken: see above." if broken else "All is well.")
    return int(broken)


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version  # slow, and every command imports this file

    for name in (*NEEDED, *OPTIONAL):
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            if name in OPTIONAL:
                yield Finding(name, f"not installed ({OPTIONAL[name]})")
            else:
                yield Finding(name, "missing; install Dolmetsch again", broken=True)


def _models(named: str | None) -> Iterator[Finding]:
    """What there is to say of the model that is named, or of all that came with Dolmetsch."""
    from models import checkpoint

    if named is not None:
        for part in checkpoint.parts_of(named) or checkpoint.PARTS:
            yield _model(named, part, required=True)
        return
    for part in checkpoint.PARTS:
        preferred = checkpoint.preferred(part)
        yield _model(preferred, part, required=True)
        for model in checkpoint.shipped_models():
            if model != preferred and part in checkpoint.parts_of(model):
                yield _model(model, part, required=False)


def _model(model: str, part: str, required: bool) -> Finding:
    """Loads one part of a model and asks it something; a lacking optional package counts only if required."""
    from models.checkpoint import CheckpointError
    from models.errors import ModelError

    subject = f"{model} {part}"
    started = time.perf_counter()
    try:
        ask = _LOADERS[part](model)
        loaded = time.perf_counter() - started
        answered = sorted(_seconds(ask) for _ in range(_REPETITIONS))[_REPETITIONS // 2]
    except CheckpointError as error:
        return Finding(subject, str(error), broken=True)
    except ModelError as error:
        return Finding(subject, str(error), broken=required)
    except Exception as error:  # the report must come to its end, whatever a broken installation brings
        return Finding(subject, f"fails with {type(error).__name__}: {error}", broken=True)
    return Finding(subject, f"works; loaded in {1000 * loaded:.0f} ms, answers in {1000 * answered:.1f} ms")


def _translator(model: str) -> Callable[[], object]:
    from models import translator

    loaded = translator.load(model)
    return lambda: loaded.translate([_SENTENCE])


def _vectors(model: str) -> Callable[[], object]:
    from models import words
    from models.errors import UnknownWord

    loaded = words.load(model)
    known = [word for word in _WORDS if word in loaded]
    if not known:
        raise UnknownWord(_WORDS[0])
    asked = itertools.cycle(known)
    return lambda: loaded.nearest(next(asked))


_LOADERS = {"translator": _translator, "vectors": _vectors}


def _seconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started
