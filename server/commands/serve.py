"""`dolmetsch serve`: the language server."""

import argparse
import logging
import os
import sys

from server.commands.shared import add_log_level, add_model

NAME = "serve"
SUMMARY = "be a language server (what `dolmetsch` alone does); over stdio unless told otherwise"

_SECONDS_IN_A_ROW = 0.0005
"""The models' thread may keep the interpreter so long while a request waits; Python's own 5 ms are felt."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--stdio", action="store_true", help="over stdin and stdout, which is the default")
    way.add_argument("--tcp", metavar="[HOST:]PORT", help="over TCP; without HOST, for this machine alone")
    way.add_argument(
        "--ws", metavar="[HOST:]PORT", help="over a WebSocket; without HOST, for this machine alone"
    )
    parser.add_argument(
        "--clientProcessId", help=argparse.SUPPRESS
    )  # VS Code's client adds it; initialize says it too
    add_model(parser)
    add_log_level(parser)


def run(options: argparse.Namespace) -> int:
    """Serves one session, and ends the process."""
    from server import transport
    from server.application import create_server

    sys.setswitchinterval(_SECONDS_IN_A_ROW)
    protocol = create_server(options.model).protocol
    if options.tcp:
        code = transport.serve_tcp(protocol, transport.Address.parse(options.tcp))
    elif options.ws:
        code = transport.serve_websocket(protocol, transport.Address.parse(options.ws))
    else:
        code = transport.serve_stdio(protocol)
    logging.shutdown()
    if sys.stderr is not None:
        sys.stderr.flush()
    # Not through the interpreter's usual end: it would end the models' thread in the middle of foreign code.
    os._exit(code)
