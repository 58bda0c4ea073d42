"""`dolmetsch similar`: the words nearest to a word."""

import argparse
import asyncio

from server.commands.shared import add_log_level, add_model, loaded_engine
from server.errors import ServerError

NAME = "similar"
SUMMARY = "print the words most similar to a word, one a line, with their cosine similarity"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("word", metavar="WORD")
    parser.add_argument("--count", type=int, default=10, help="how many (%(default)s)")
    parser.add_argument(
        "--language",
        metavar="CODE",
        help="look in this language alone: de, en (default: the first that has it)",
    )
    add_model(parser)
    add_log_level(parser)


def run(options: argparse.Namespace) -> int:
    """Prints them, nearest first."""
    if options.count < 1:
        raise ServerError(f"--count is {options.count}. Give 1 or more.")
    engine = asyncio.run(loaded_engine(options.model, "vectors"))
    neighbours = engine.neighbours(options.word, options.count, options.language)
    if not neighbours:
        raise ServerError(f"The model does not know “{options.word}”. Try another word, or another --model.")
    for neighbour in neighbours:
        print(f"{neighbour.word}\t{neighbour.similarity:.4f}")
    return 0
