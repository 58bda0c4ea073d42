"""The command line in a real process on fake models: `python -m tests.e2e.staged_command translate`."""

import sys

import models.translator
from server.__main__ import main
from tests.server.fakes import FakeTranslator

if __name__ == "__main__":
    models.translator.load = lambda _: FakeTranslator()  # type: ignore[assignment]
    sys.exit(main())
