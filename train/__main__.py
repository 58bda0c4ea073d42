"""Command line of training: `dolmetsch-train`, the same as `python -m train`."""

import argparse
import errno
import os
import sys
from collections.abc import Sequence

from models.errors import ModelError
from train import commands
from train.errors import TrainingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; what it gives is the process's exit status."""
    # before torch is loaded: a thread that waits for others then gives its core away instead of spinning on
    # it, which makes training several times faster wherever something else runs on the machine
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser().parse_args(given)
    options.arguments = given  # what a command needs that starts itself once more
    try:
        options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (TrainingError, ModelError) as error:
        print(f"dolmetsch-train: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] in _OURS:
            raise
        print(f"dolmetsch-train: {error.name} is not installed. {_INSTALL}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "dolmetsch-train: interrupted; the same command goes on (training: with --resume).",
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:  # whoever read our output has seen enough
        _drop_output()
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        print(
            f"dolmetsch-train: something cannot be written ({error.strerror}). Free some space.",
            file=sys.stderr,
        )
        _drop_output()
        return 1
    return 0


def _drop_output() -> None:
    """Lets what is still to be written go nowhere, where writing it would fail once more at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dolmetsch-train", description="Trains, evaluates and exports the models of Dolmetsch."
    )
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in commands.ALL:
        subparser = subparsers.add_parser(command.NAME, help=command.SUMMARY, description=command.SUMMARY)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser


_OURS = ("models", "train")
_INSTALL = (
    "Training needs more than the server: install Dolmetsch with its `train` extra, "
    "in a clone by: pipx install --force '.[train]'"
)


if __name__ == "__main__":
    sys.exit(main())
