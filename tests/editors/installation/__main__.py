"""`python -m tests.editors.installation [EDITOR…]`: fetches all editors or those named that are missing."""

import argparse
import sys
import time
from collections.abc import Callable

from tests.editors.installation import chromium, code_server, emacs, helix, kate, neovim, vim
from tests.editors.installation.errors import InstallationError

INSTALLERS: dict[str, Callable[[], None]] = {
    "chromium": chromium.install,
    "code-server": code_server.install,
    "emacs": emacs.install,
    "helix": helix.install,
    "kate": kate.install,
    "neovim": neovim.install,
    "vim": vim.install,
}


def main() -> int:
    """0 when every editor asked for is there."""
    parser = argparse.ArgumentParser(prog="python -m tests.editors.installation", description=__doc__)
    parser.add_argument("editors", nargs="*", metavar="EDITOR", help=", ".join(INSTALLERS))
    editors = parser.parse_args().editors or list(INSTALLERS)
    if unknown := sorted(set(editors) - set(INSTALLERS)):
        parser.error(f"no such editor: {', '.join(unknown)}; there are {', '.join(INSTALLERS)}")
    for editor in editors:
        start = time.monotonic()
        try:
            INSTALLERS[editor]()
        except InstallationError as error:
            print(f"{editor}: {error}", file=sys.stderr)
            return 1
        print(f"{editor}: there after {time.monotonic() - start:.0f} s", flush=True)
    return 0


sys.exit(main())
