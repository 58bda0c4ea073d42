"""`dolmetsch-train fetch`: corpora, by name, into the data directory."""

import argparse

from train.commands.shared import add_corpora_arguments

NAME = "fetch"
SUMMARY = "fetch corpora by name and verify them; --list shows what there is"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("names", nargs="*", default=[], metavar="NAME", help="a corpus of the catalogue")
    wanted.add_argument("--list", action="store_true", help="show every corpus with its size and licence")
    add_corpora_arguments(parser)


def run(options: argparse.Namespace) -> None:
    if options.list:
        _print_catalogue()
        return
    from train.corpora import Corpora  # loads the HTTP client, which --help can do without

    corpora = Corpora(options.data, options.mirror)
    for name in options.names:
        paths = corpora.paths(name)
        size = sum(path.stat().st_size for path in paths.values())
        print(f"{name}: {len(paths)} files, {size:,} bytes in {corpora.directory / name}", flush=True)


def _print_catalogue() -> None:
    from train.corpora import catalogue

    for corpus in catalogue.read().values():
        reach = "" if all(file.url for file in corpus.files.values()) else " (from a mirror only)"
        print(f"{corpus.name}  {corpus.bytes / 1e6:.1f} MB{reach}")
        print(f"    {corpus.remarks}")
        print(f"    source: {corpus.source}")
        print(f"    licence: {corpus.licence}")
