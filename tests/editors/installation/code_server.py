"""code-server, which is Visual Studio Code served to a browser: fetched from npm, compiled here.

`npm install code-server` would download headers and programs from addresses outside npm. So its packages'
scripts do not run: the few native modules that the tests need are compiled with the headers of the Node that
is here, and ripgrep comes from Debian. Terminals and Kerberos proxies stay uncompiled: no test opens either.
"""

import shutil
from pathlib import Path

from tests.editors.installation import debian
from tests.editors.installation.commands import EDITORS, run
from tests.editors.installation.errors import InstallationError

VERSION = "4.100.3"
"""Holds Visual Studio Code 1.100.3."""
NODE_MAJOR = 20
"""The one release line of Node that this version runs on."""

_HOME = EDITORS / f"code-server-{VERSION}"
CODE_SERVER = _HOME / "node_modules" / ".bin" / "code-server"


def install() -> None:
    """Installs code-server into a folder that appears only when it is complete and has told its version.

    Raises:
        InstallationError: another Node than version 20 is here, or a package manager failed.
    """
    if CODE_SERVER.exists():
        return
    _require_node()
    debian.install("build-essential", "python3", "ripgrep")
    unfinished = EDITORS / "code-server-unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    _fetch(unfinished)
    _compile(unfinished)
    run(
        [unfinished / "node_modules" / ".bin" / "code-server", "--version"],
        environment={"HOME": str(unfinished)},
    )
    shutil.rmtree(_HOME, ignore_errors=True)
    unfinished.rename(_HOME)


def _require_node() -> None:
    version = run(["node", "--version"]).strip()
    if not version.startswith(f"v{NODE_MAJOR}."):
        raise InstallationError(
            f"code-server {VERSION} needs Node {NODE_MAJOR}, and `node` is {version}; "
            f"put a Node {NODE_MAJOR} first on the path."
        )


def _fetch(home: Path) -> None:
    without_scripts = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]
    run(["npm", "install", "--prefix", home, *without_scripts, f"code-server@{VERSION}"])
    for directory in (_vscode(home), _vscode(home) / "extensions"):
        run(["npm", "install", *without_scripts], directory)


def _compile(home: Path) -> None:
    vscode = _vscode(home)
    environment = {"npm_config_build_from_source": "true", **_headers()}
    run(["npm", "rebuild", "argon2"], home, environment)
    run(["npm", "rebuild", "@vscode/spdlog", "native-watchdog"], vscode, environment)
    search = vscode / "node_modules" / "@vscode" / "ripgrep" / "bin"
    search.mkdir()
    (search / "rg").symlink_to("/usr/bin/rg")
    (vscode / "node_modules.asar").symlink_to("node_modules")


def _headers() -> dict[str, str]:
    """Tells npm's compiler driver to use the headers that came with Node; without them it downloads some."""
    prefix = Path(run(["node", "--print", "process.execPath"]).strip()).parent.parent
    has_headers = (prefix / "include" / "node" / "node.h").exists()
    return {"npm_config_nodedir": str(prefix)} if has_headers else {}


def _vscode(home: Path) -> Path:
    return home / "node_modules" / "code-server" / "lib" / "vscode"
