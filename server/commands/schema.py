"""`dolmetsch schema`: the settings as a JSON schema, for editors' packages."""

import argparse
import json

from server.commands.shared import add_log_level
from server.settings import Settings

NAME = "schema"
SUMMARY = "print the settings as a JSON schema"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_log_level(parser)


def run(_: argparse.Namespace) -> int:
    """Prints it."""
    print(json.dumps(Settings.schema(), indent=2, ensure_ascii=False))
    return 0
