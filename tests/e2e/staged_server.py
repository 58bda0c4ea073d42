"""A real server process whose models are fakes: `python -m tests.e2e.staged_server`."""

import os
import sys

from server import transport
from server.application import create_server
from server.logs import configure
from tests.server.fakes import fake_engine


def main() -> None:
    """Serves one session over stdio, as `dolmetsch serve` does."""
    configure("debug")
    code = transport.serve_stdio(create_server(engine=fake_engine()).protocol)
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
