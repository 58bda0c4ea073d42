"""Fetches Helix from Debian 13 beside the system, which may be an older Debian without it."""

import platform
import shutil
import tempfile
from pathlib import Path

from tests.editors.installation.commands import EDITORS, run
from tests.editors.installation.errors import InstallationError

HELIX = EDITORS / "helix"
PROGRAM = HELIX / "hx"

_RELEASE = "trixie"
_PACKAGES = ("hx", "libc6", "libgcc-s1")  # Helix, and the C library that it was built for
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

_LINE = "$(REPO_URI) $(RELEASE) $(ORIGIN)"
"""How apt writes a source."""
_SOURCES = """\
Types: deb
URIs: {archive}
Suites: {release}
Components: main
Signed-By: {keyring}
"""
_SETTINGS = """\
Dir::Etc::SourceList "{directory}/helix.sources";
Dir::Etc::SourceParts "{directory}/none";
Dir::State "{directory}/state";
Dir::State::status "/dev/null";
Dir::Cache "{directory}/cache";
APT::Sandbox::User "";
"""
_STARTER = """\
#!/bin/sh
# Starts Helix with the C library that lies beside it.
here=$(dirname "$(readlink -f "$0")")
export HELIX_RUNTIME="$here/usr/lib/hx/runtime"
set -- "$here/usr/lib/hx/hx" "$@"
libraries=$(dirname "$here"/usr/lib/*/libc.so.6)
exec "$libraries"/ld-linux-*.so.* --library-path "$libraries" "$@"
"""


def install() -> None:
    """Unpacks Helix into `.editors/helix`, unless it is there; needs no rights, and changes no system file.

    Raises:
        InstallationError: this is no Debian, or its archive cannot be reached.
    """
    if PROGRAM.exists():
        return
    EDITORS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=EDITORS) as temporary:
        unpacked = Path(temporary) / "unpacked"
        for package in _downloaded(Path(temporary)):
            run(["dpkg", "--extract", package, unpacked])
        starter = unpacked / PROGRAM.name
        starter.write_text(_STARTER)
        starter.chmod(0o755)
        shutil.rmtree(HELIX, ignore_errors=True)
        unpacked.rename(HELIX)


def _downloaded(directory: Path) -> list[Path]:
    """The packages, from a private package list, so that the system's stays as it is."""
    for folder in ("none", "state/lists/partial", "cache/archives/partial", "packages"):
        (directory / folder).mkdir(parents=True)
    sources = _SOURCES.format(archive=_archive(), release=_RELEASE, keyring=_KEYRING)
    (directory / "helix.sources").write_text(sources)
    settings = directory / "apt.conf"
    settings.write_text(_SETTINGS.format(directory=directory))
    environment = {"APT_CONFIG": str(settings)}
    run(["apt-get", "update", "--quiet"], environment=environment)
    packages = directory / "packages"
    run(["apt-get", "download", "--quiet", *_PACKAGES], directory=packages, environment=environment)
    return sorted(packages.glob("*.deb"))


def _archive() -> str:
    """The address that this machine has Debian from.

    Raises:
        InstallationError: it has Debian from nowhere.
    """
    packages_of_main = ["Created-By: Packages", "Component: main"]
    listed = run(["apt-get", "indextargets", "--format", _LINE, *packages_of_main])
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME")
    for line in listed.splitlines():
        address, release, *origin = line.split()
        if release == codename and origin == ["Debian"]:
            return address
    raise InstallationError(f"apt has no packages of Debian {codename}; run: sudo apt-get update")
