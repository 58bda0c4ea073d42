"""Where on this machine's disk something is, if its address (URI) says so."""

import os
from pathlib import Path

from pygls.uris import to_fs_path


def path_of(uri: str) -> Path | None:
    """The path in a `file:` address; None where it is of another kind, or no file can have it."""
    try:
        path = to_fs_path(uri)
        os.fsencode(path or "")
    except ValueError:  # what stands for the host cannot be one (file://[), or half a surrogate pair is in it
        return None
    return Path(path) if path and "\0" not in path else None
