"""The checkpoint directory: a manifest that says what the files beside it are, verified on loading."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PureWindowsPath
from typing import Any

from models.errors import ModelError
from models.files import replacing_directory, sha256_of

FORMAT_VERSION = 1
"""Raised by one whenever an older Dolmetsch could not read what a newer one writes."""

SHIPPED = Path(__file__).parent / "checkpoints"
PARTS = ("translator", "vectors")
"""A model, as `--model` names it, is a directory that holds these checkpoints, or some of them."""


class CheckpointError(ModelError):
    """A checkpoint that cannot be used; the message names the file and what to do about it."""


@dataclass(frozen=True)
class Manifest:
    """Everything there is to know about a checkpoint without opening its weights."""

    kind: str
    """What reads it: `word2vec`, `words`, `seq2seq` or `transformer`."""
    languages: list[str]
    """ISO 639-1 codes; for a translator, source first."""
    architecture: dict[str, Any]
    """What is needed to build the model again."""
    hyperparameters: dict[str, Any]
    """The whole preset it was trained with."""
    vocabulary: dict[str, int]
    """Number of entries by vocabulary."""
    corpora: list[dict[str, Any]]
    """Name, source, licence and checksums of everything it was trained on."""
    metrics: dict[str, Any]
    """Figures by name, with their exact scheme."""
    revision: str
    """The commit of the code that trained it."""
    device: str
    """The machine it was trained on."""
    wall_time_seconds: float
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of every other file in the directory."""
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True)
class Checkpoint:
    """A directory whose every file is what its manifest says."""

    directory: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Where the file called `name` is.

        Raises:
            CheckpointError: the manifest does not list it.
        """
        if name not in self.manifest.files:
            raise CheckpointError(f"{self.directory} has no {name}. {_REINSTALL}")
        return self.directory / name


def find(model: str | Path, part: str) -> Path:
    """The directory of one part (`translator` or `vectors`) of a model.

    `model` is the name of one that ships (`default`, `lab`), a directory that holds the parts, or the
    part's own directory.

    Raises:
        CheckpointError: there is no such model, it cannot be read, or it has no such part.
    """
    directory = _directory_of(model)
    try:
        if (directory / "manifest.json").is_file():
            return directory
        if (directory / part).is_dir():
            return directory / part  # whole or broken: loading will say what is wrong
        has_others = any((directory / other / "manifest.json").is_file() for other in PARTS)
    except OSError as error:
        raise CheckpointError(
            f"{directory} cannot be read ({error.strerror}). Name another model with --model."
        ) from error
    if has_others:
        raise CheckpointError(f"The model {model} has no {part}. Name a model that has one with --model.")
    if model in shipped_models():
        raise CheckpointError(f"{directory} holds no model any more. {_REINSTALL}")
    if not (names := ", ".join(shipped_models())):
        raise CheckpointError(
            f"There is no model at {directory}, and none came with this Dolmetsch. "
            "Give --model the directory of one."
        )
    raise CheckpointError(f"There is no model at {directory}. Give --model a directory, or one of: {names}.")


def preferred(part: str) -> str:
    """The shipped model whose part is used when nobody names one: `default`, or `lab` until that ships."""
    return "default" if (SHIPPED / "default" / part / "manifest.json").is_file() else "lab"


def parts_of(model: str | Path) -> list[str]:
    """The parts that a model has, whole or broken; none if there is no such model, or it cannot be read."""
    directory = _directory_of(model)
    try:
        if not (directory / "manifest.json").is_file():
            return [part for part in PARTS if (directory / part).is_dir()]
    except OSError:
        return []
    try:
        kind = _read_manifest(directory).kind
    except CheckpointError:
        return list(PARTS)  # it may be either; loading will say what is wrong
    return ["vectors"] if kind in _VECTOR_KINDS else ["translator"]


def shipped_models() -> list[str]:
    """The names of the models that came with this installation."""
    if not SHIPPED.is_dir():
        return []
    return sorted(
        entry.name for entry in SHIPPED.iterdir() if entry.is_dir() and not entry.name.startswith(".")
    )


def load(directory: Path, kinds: tuple[str, ...]) -> Checkpoint:
    """Opens a checkpoint of one of the given kinds and verifies every file in it.

    Raises:
        CheckpointError: missing, truncated, altered, of another kind, or of a newer format.
    """
    manifest = _read_manifest(directory)
    if manifest.kind not in kinds:
        raise CheckpointError(
            f"{directory} is a {manifest.kind} checkpoint, but {' or '.join(kinds)} is needed here. "
            "Name another one with --model."
        )
    for name, expected in manifest.files.items():
        _verify(directory, name, expected)
    return Checkpoint(directory, manifest)


@contextmanager
def writing(directory: Path, manifest: Manifest) -> Iterator[Path]:
    """Gives an empty directory to write a checkpoint's files into.

    When the block ends, the manifest is added with the checksums of all files, and the whole takes the
    place of `directory` at once; when the block fails, `directory` is as it was.

    Raises:
        CheckpointError: `directory` holds something else, which would be lost.
        ModelError: the disk is full or the parent cannot be written.
    """
    if _holds_something_else(directory):
        raise CheckpointError(
            f"{directory} holds something that is no checkpoint and would be lost. Name another directory."
        )
    with replacing_directory(directory) as temporary:
        yield temporary
        files = {
            str(path.relative_to(temporary).as_posix()): sha256_of(path)
            for path in sorted(temporary.rglob("*"))
            if path.is_file()
        }
        content = asdict(manifest) | {"files": files}
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (temporary / "manifest.json").write_text(text, encoding="utf-8")


def _holds_something_else(directory: Path) -> bool:
    """Whether there is something at a path that is neither a checkpoint nor an empty directory."""
    if not directory.is_dir():
        return directory.exists()
    return not (directory / "manifest.json").exists() and any(directory.iterdir())


def _directory_of(model: str | Path) -> Path:
    if isinstance(model, str) and model in shipped_models():
        return SHIPPED / model
    try:
        return Path(model).expanduser()
    except RuntimeError:  # ~ of a user that does not exist
        return Path(model)


def _read_manifest(directory: Path) -> Manifest:
    path = directory / "manifest.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CheckpointError(
            f"{path} is missing, so {directory} is not a checkpoint. {_REINSTALL}"
        ) from error
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read ({error}). {_REINSTALL}") from error
    if not isinstance(content, dict) or not isinstance(content.get("format_version"), int):
        raise CheckpointError(f"{path} does not say its format version. {_REINSTALL}")
    if content["format_version"] > FORMAT_VERSION:
        raise CheckpointError(
            f"{directory} has format version {content['format_version']}, newer than the {FORMAT_VERSION} "
            "that this Dolmetsch reads. Upgrade Dolmetsch."
        )
    _check_types(path, content)
    return Manifest(**content)


def _check_types(path: Path, content: Mapping[str, Any]) -> None:
    expected = {entry.name: entry.type for entry in fields(Manifest)}
    missing = sorted(expected.keys() - content.keys())
    unknown = sorted(content.keys() - expected.keys())
    if missing or unknown:
        problem = f"lacks {', '.join(missing)}" if missing else f"has the unknown key {unknown[0]}"
        raise CheckpointError(f"{path} {problem}. {_REINSTALL}")
    types: dict[str, type | tuple[type, ...]] = {
        "kind": str, "languages": list, "corpora": list, "revision": str, "device": str,
        "wall_time_seconds": (int, float), "format_version": int,
    }  # fmt: skip
    for key, value in content.items():
        if not isinstance(value, types.get(key, dict)):
            raise CheckpointError(f"{path}: {key} has the wrong type. {_REINSTALL}")
    names = content["files"]
    if not all(isinstance(digest, str) for digest in names.values()) or any(map(_leaves, names)):
        raise CheckpointError(f"{path}: files must name files inside the checkpoint. {_REINSTALL}")


def _leaves(name: str) -> bool:
    """Whether a file name points outside its directory, by the rules of any system: Windows has drives."""
    path = PureWindowsPath(name)
    return bool(path.anchor) or ".." in path.parts


def _verify(directory: Path, name: str, expected: str) -> None:
    path = directory / name
    try:
        actual = sha256_of(path)
    except FileNotFoundError as error:
        raise CheckpointError(f"{path} is missing. {_REINSTALL}") from error
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror}). {_REINSTALL}") from error
    if actual != expected:
        raise CheckpointError(
            f"{path} is truncated or altered: its SHA-256 is not the manifest's. {_REINSTALL}"
        )


_VECTOR_KINDS = ("word2vec", "words")
_REINSTALL = "Install Dolmetsch again, or train it anew with dolmetsch-train."
