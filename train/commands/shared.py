"""What several commands have in common: options, where a run is kept, how progress is shown."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def add_training_arguments(parser: argparse.ArgumentParser, model: str) -> None:
    """Adds --preset, --set, --out, --device, --seed, --resume, --data and --mirror."""
    parser.add_argument(
        "--preset", default="default", help="a published configuration, or a TOML file (default: %(default)s)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="change one setting of it",
    )
    parser.add_argument("--out", type=Path, help=f"where the run is kept (default: runs/{model}-PRESET)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--seed", type=int, help="take the place of the preset's seed")
    parser.add_argument("--resume", action="store_true", help="go on with the interrupted run in --out")
    add_corpora_arguments(parser)


def add_corpora_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds --data and --mirror: where corpora are kept, and where they are taken from."""
    parser.add_argument(
        "--data", type=Path, help="where corpora are kept (default: the user's data directory)"
    )
    parser.add_argument(
        "--mirror",
        metavar="URL_OR_DIRECTORY",
        help="take corpora from here instead of their public addresses",
    )


def at_least_one(text: str) -> int:
    """A number on the command line that counts something.

    Raises:
        ArgumentTypeError: it is no whole number, or less than one.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} must be a whole number of 1 or more")
    return int(text)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Gives a function that shows on a terminal how many of how many items of something are done."""
    from tqdm import tqdm

    with tqdm(file=sys.stderr, disable=None, leave=False) as bar:

        def show(name: str, done: int, total: int) -> None:
            bar.set_description(name, refresh=False)
            bar.total, bar.n = total, done
            bar.refresh()

        yield show


def run_directory(options: argparse.Namespace, model: str) -> Path:
    """Where this run is kept."""
    return Path(options.out or Path("runs") / f"{model}-{Path(options.preset).stem}")


def preset_changes(options: argparse.Namespace) -> list[str]:
    """The `key=value` changes of the command line, the seed among them."""
    seed = [] if options.seed is None else [f"seed={options.seed}"]
    return [*options.changes, *seed]
