"""How files come to stand under their final name: whole, or not at all."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from models.errors import ModelError


@contextlib.contextmanager
def replacing_file(path: Path) -> Iterator[Path]:
    """Gives a temporary path beside `path`, which takes its place when the block ends without an error.

    Raises:
        ModelError: the disk is full or the directory cannot be written; `path` is as it was.
    """
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            yield temporary
            _flush(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def replacing_directory(path: Path) -> Iterator[Path]:
    """Gives a temporary directory beside `path`, which takes its place when the block ends without an error.

    Raises:
        ModelError: the disk is full or the parent cannot be written; `path` is as it was.
    """
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
        previous = temporary.with_suffix(".old")
        try:
            yield temporary
            for file in temporary.rglob("*"):
                if file.is_file():
                    _flush(file)
            temporary.chmod(0o755)
            if path.exists():
                path.replace(previous)
            temporary.replace(path)
        except BaseException:
            if previous.exists() and not path.exists():
                previous.replace(path)
            raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            shutil.rmtree(previous, ignore_errors=True)


def make_directory(path: Path) -> None:
    """Makes a directory and those above it, unless it is there already.

    Raises:
        ModelError: the disk is full, something else stands there, or the parent cannot be written.
    """
    with _explained(path):
        path.mkdir(parents=True, exist_ok=True)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ModelError(
                f"The disk is full: {path} was not written. Free some space and run again."
            ) from error
        if error.errno in _UNWRITABLE:
            raise ModelError(f"{path} cannot be written ({error.strerror}). Choose another place.") from error
        raise


_UNWRITABLE = frozenset(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)
)
