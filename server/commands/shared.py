"""Options that several commands have, and how they get at a model."""

import argparse

from server.engine import Engine
from server.errors import Unavailable
from server.logs import LEVELS


def add_model(parser: argparse.ArgumentParser) -> None:
    """`--model`."""
    parser.add_argument(
        "--model",
        metavar="NAME_OR_DIRECTORY",
        help="a model that came with Dolmetsch (default, lab) or the directory of another",
    )


def add_log_level(parser: argparse.ArgumentParser) -> None:
    """`--log-level`."""
    parser.add_argument(
        "--log-level", choices=LEVELS, default="warning", help="how much to log to stderr (%(default)s)"
    )


async def loaded_engine(model: str | None, part: str) -> Engine:
    """An engine with one part of a model.

    Raises:
        Unavailable: it cannot be loaded.
    """
    engine = Engine()
    for problem in await engine.load(model, [part]):
        raise Unavailable(problem)
    return engine
