"""Imports run one way, `server -> models <- train`, and a server process holds no torch."""

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

TRAINING_ONLY = {"torch", "lightning_fabric", "spacy", "nltk", "sacrebleu", "matplotlib"}


def imports_of(package: str) -> Iterator[tuple[Path, str]]:
    """Every file of a package with every top-level name that it imports, at its head or anywhere inside."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module.partition(".")[0]


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("models", {"server", "train", "tests"}),
        ("server", {"train", "tests"} | TRAINING_ONLY),
        ("train", {"server", "tests"}),
    ],
)
def test_imports_run_one_way(package: str, forbidden: set[str]) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}" for path, name in imports_of(package) if name in forbidden
    ]
    assert not wrong


def test_the_models_modules_import_each_other_without_a_circle() -> None:
    """At the head of files or inside functions: a circle hides there as well."""
    modules = {path.stem for path in (ROOT / "models").glob("*.py")}
    imports: dict[str, set[str]] = {name: set() for name in modules}
    for name in modules:
        for node in ast.walk(ast.parse((ROOT / "models" / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "models":
                imports[name] |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("models."):
                imports[name].add(node.module.removeprefix("models."))
    graphlib.TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle


def test_importing_the_server_and_the_default_models_brings_no_training_library() -> None:
    program = (
        "import sys, server.application, server.__main__, models.translator, models.vectors;"
        f"print(sorted({TRAINING_ONLY!r} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
