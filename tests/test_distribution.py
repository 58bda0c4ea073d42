"""What the wheel and the sdist hold, and whether the wheel runs away from the checkout; needs no network."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from server import __version__
from tests.conftest import ROOT, needs_the_train_extra

PACKAGES = ("models", "server", "train")
LICENCES = ("LICENSE", "models/checkpoints/default/LICENSE", "models/checkpoints/lab/LICENSE")
SCRIPTS = {"dolmetsch": "server.__main__:main", "dolmetsch-train": "train.__main__:main"}
METADATA = f"dolmetsch-{__version__}.dist-info"

MOST_BYTES = 65_000_000
"""Of either. The models' 60 MB and the code's 1 MB make 53 MB, and a model may grow a little. A package index
takes 100 MB at most; whoever lets something slip in that is no part of the program should hear of it here."""


@dataclass(frozen=True)
class Distribution:
    """What `make dist` leaves in dist/."""

    sdist: Path
    wheel: Path

    def names_in_sdist(self) -> set[str]:
        with tarfile.open(self.sdist) as archive:
            return {name.partition("/")[2] for name in archive.getnames()}

    def names_in_wheel(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def metadata(self) -> importlib.metadata.Distribution:
        return importlib.metadata.PathDistribution(zipfile.Path(self.wheel) / METADATA)  # type: ignore[arg-type]


def build(directory: Path, *options: str) -> Distribution:
    """Both, or those that the options name; without options, the wheel is made of what the sdist holds."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", directory, *options, ROOT]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return Distribution(
        directory / f"dolmetsch-{__version__}.tar.gz", directory / f"dolmetsch-{__version__}-py3-none-any.whl"
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def sources() -> set[str]:
    """All files of the checkout but those that git ignores."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone, so that nothing says which files belong to it")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.split("\0") if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def environment(built: Distribution, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel; it sees the packages installed here, and not the checkout."""
    pytest.importorskip("pip")  # some environments that others make come without
    directory = tmp_path_factory.mktemp("environment")
    venv.create(directory, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", directory / "bin" / "python"]
    install = [*pip, "install", "--no-index", "--no-deps", built.wheel]
    result = subprocess.run(install, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    (site_packages,) = directory.glob("lib/python*/site-packages")
    # an editable installation's own .pth file is not read from there
    present = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (site_packages / "dependencies.pth").write_text("\n".join(present))
    return directory


def run(environment: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a program of an environment, far from the checkout."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [environment / "bin" / program, *arguments], cwd=environment, env=ours, capture_output=True, text=True
    )


def test_the_wheel_holds_the_packages_and_nothing_else(built: Distribution, sources: set[str]) -> None:
    packages = {name for name in sources if name.partition("/")[0] in PACKAGES}
    facts = {"METADATA", "RECORD", "WHEEL", "entry_points.txt"} | {f"licenses/{name}" for name in LICENCES}
    assert built.names_in_wheel() == packages | {f"{METADATA}/{name}" for name in facts}


def test_the_sdist_holds_the_sources_and_nothing_else(built: Distribution, sources: set[str]) -> None:
    assert built.names_in_sdist() == sources | {"PKG-INFO"}


@pytest.mark.parametrize("model", ["default", "lab"])
@pytest.mark.parametrize("part", ["translator", "vectors"])
def test_the_wheel_brings_the_models(model: str, part: str, built: Distribution) -> None:
    assert f"models/checkpoints/{model}/{part}/manifest.json" in built.names_in_wheel()


def test_neither_is_larger_than_it_should_be(built: Distribution) -> None:
    assert built.wheel.stat().st_size <= MOST_BYTES
    assert built.sdist.stat().st_size <= MOST_BYTES


def test_the_checkout_makes_the_same_wheel_as_the_sdist_byte_for_byte(
    built: Distribution, tmp_path: Path
) -> None:
    assert build(tmp_path, "--wheel").wheel.read_bytes() == built.wheel.read_bytes()


def test_everyone_may_read_what_is_installed_and_its_owner_alone_write_it(built: Distribution) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        assert {entry.external_attr >> 16 & 0o777 for entry in archive.infolist()} == {0o644}
    with tarfile.open(built.sdist) as archive:
        assert {entry.mode & 0o777 for entry in archive.getmembers()} <= {0o644, 0o755}
        assert {entry.uid for entry in archive.getmembers()} == {0}


def test_the_metadata_name_version_licences_and_programs(built: Distribution) -> None:
    distribution = built.metadata()
    assert distribution.metadata["Name"] == "dolmetsch"
    assert distribution.version == __version__
    assert distribution.metadata["License-Expression"] == "MIT AND CC-BY-NC-SA-4.0"
    assert distribution.metadata.get_all("License-File") == list(LICENCES)
    assert {script.name: script.value for script in distribution.entry_points} == SCRIPTS


def test_the_page_for_packagers_names_what_is_needed_with_its_oldest_version() -> None:
    page = (ROOT / "docs" / "packaging.md").read_text(encoding="utf-8").casefold()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [re.match(r"([\w-]+)>=([\d.]+)", line) for line in project["dependencies"]]
    assert len(needed) > 5
    assert [match[0] for match in needed if match and f"{match[1]} ≥ {match[2]}" not in page] == []


def test_the_changelog_begins_with_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE)[1] == __version__  # type: ignore[index]


def test_the_description_points_at_nothing_that_a_package_index_lacks(built: Distribution) -> None:
    description = built.metadata().metadata.get_payload()  # type: ignore[attr-defined]
    assert description.startswith("# Dolmetsch\n")
    assert [target for target in re.findall(r"\]\(([^)]*)\)", description) if "://" not in target] == []
    assert "<img" not in description


def test_the_installed_wheel_is_all_that_runs(environment: Path) -> None:
    program = f"import {', '.join(PACKAGES)}; print(server.__file__, models.__file__, train.__file__)"
    result = run(environment, "python", "-c", program)
    assert result.returncode == 0, result.stderr
    assert all(Path(file).is_relative_to(environment) for file in result.stdout.split())


def test_the_installed_wheel_is_well(environment: Path) -> None:
    result = run(environment, "dolmetsch", "check")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.endswith("All is well.\n")


def test_the_installed_wheel_translates_as_the_checkout_does(environment: Path) -> None:
    command = [sys.executable, "-m", "server", "translate", "Guten Tag."]
    ours = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ours
    assert run(environment, "dolmetsch", "translate", "Guten Tag.").stdout == ours


@needs_the_train_extra
def test_the_installed_wheel_can_train(environment: Path) -> None:
    result = run(environment, "dolmetsch-train", "fetch", "--list")
    assert result.returncode == 0, result.stderr
    assert "multi30k" in result.stdout
