"""Where on this machine's disk something is, if its address (URI) says so."""

from pathlib import Path

from pygls.uris import to_fs_path


def path_of(uri: str) -> Path | None:
    """The path in a `file:` address; None where it is of another kind, or none at all."""
    try:
        path = to_fs_path(uri)
    except ValueError:  # what stands for the host cannot be one: file://[
        return None
    return Path(path) if path and "\0" not in path else None
