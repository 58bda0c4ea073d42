"""Command line of Dolmetsch: `dolmetsch`, the same as `python -m server`."""

import argparse
import errno
import os
import sys
from collections.abc import Sequence

from models.errors import ModelError
from server import __version__, commands
from server.errors import ServerError
from server.logs import configure


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; what it gives is the process's exit status. An interruption ends the process here."""
    options = _parser().parse_args(_with_command(sys.argv[1:] if arguments is None else arguments))
    configure(options.log_level)
    try:
        status = int(options.run(options))
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except (ServerError, ModelError) as error:
        print(f"dolmetsch: {error}", file=sys.stderr)
        return 1
    # none of these through the interpreter's usual end, as in `serve`: a model may be at work in foreign
    # code, and what is still to be written would fail once more
    except BrokenPipeError:  # whoever read our output has seen enough
        os._exit(0)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise
        print(f"dolmetsch: The output cannot be written ({error.strerror}).", file=sys.stderr)
        os._exit(1)
    except KeyboardInterrupt:
        os._exit(130)


def _with_command(arguments: Sequence[str]) -> Sequence[str]:
    """The arguments with `serve` before them, if they name no command."""
    own = ("-h", "--help", "--version")
    begins_with_option = not arguments or (arguments[0].startswith("-") and arguments[0] not in own)
    return ["serve", *arguments] if begins_with_option else arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dolmetsch",
        description="A language server that reads and writes German with you, on your own machine.",
    )
    parser.add_argument("--version", action="version", version=f"dolmetsch {__version__}")
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in commands.ALL:
        subparser = subparsers.add_parser(command.NAME, help=command.SUMMARY, description=command.SUMMARY)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
