"""What keeps the tests of the server from the files of whoever runs them."""

from pathlib import Path

import pytest

from server import glossary


@pytest.fixture(autouse=True)
def own_glossary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's own glossary is looked for: a file that is not there yet."""
    path = tmp_path / "own" / glossary.FILE_NAME
    monkeypatch.setattr(glossary, "own_path", lambda: path)
    return path
