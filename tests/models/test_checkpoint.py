"""The checkpoint directory: verified when loaded, whole when written, and never able to run code."""

import dataclasses
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import checkpoint
from models.checkpoint import CheckpointError
from models.errors import ModelError
from tests.models.checkpoints import MANIFEST

KINDS = ("word2vec",)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return write(tmp_path / "model" / "vectors", b"weights")


def write(directory: Path, weights: bytes) -> Path:
    with checkpoint.writing(directory, MANIFEST) as temporary:
        (temporary / "weights.bin").write_bytes(weights)
        (temporary / "vocabulary").mkdir()
        (temporary / "vocabulary" / "words.txt").write_text("a\nb\n", encoding="utf-8")
    return directory


def change_manifest(directory: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = directory / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


# what was written is what is loaded


def test_a_checkpoint_is_loaded_as_it_was_written(written: Path) -> None:
    loaded = checkpoint.load(written, KINDS)

    assert dataclasses.replace(loaded.manifest, files={}) == MANIFEST
    assert sorted(loaded.manifest.files) == ["vocabulary/words.txt", "weights.bin"]
    assert loaded.path("weights.bin").read_bytes() == b"weights"


def test_a_file_that_the_manifest_does_not_list_is_not_given(written: Path) -> None:
    (written / "extra.bin").write_bytes(b"extra")

    with pytest.raises(CheckpointError, match=r"has no extra\.bin"):
        checkpoint.load(written, KINDS).path("extra.bin")


# broken ones, each with its own sentence


def test_a_truncated_file_is_named(written: Path) -> None:
    (written / "weights.bin").write_bytes(b"weigh")

    with pytest.raises(CheckpointError, match=r"weights\.bin is truncated or altered"):
        checkpoint.load(written, KINDS)


def test_an_altered_file_is_named(written: Path) -> None:
    (written / "weights.bin").write_bytes(b"Weights")

    with pytest.raises(CheckpointError, match=r"weights\.bin is truncated or altered"):
        checkpoint.load(written, KINDS)


def test_a_missing_file_is_named(written: Path) -> None:
    (written / "vocabulary" / "words.txt").unlink()

    with pytest.raises(CheckpointError, match=r"words\.txt is missing"):
        checkpoint.load(written, KINDS)


def test_a_directory_without_a_manifest_is_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"manifest\.json is missing, so .* is not a checkpoint"):
        checkpoint.load(tmp_path, KINDS)


@pytest.mark.parametrize("length", [0, 1, 100])
def test_a_truncated_manifest_cannot_be_read(written: Path, length: int) -> None:
    text = (written / "manifest.json").read_text(encoding="utf-8")
    (written / "manifest.json").write_text(text[:length], encoding="utf-8")

    with pytest.raises(CheckpointError, match=r"manifest\.json cannot be read"):
        checkpoint.load(written, KINDS)


def test_a_manifest_that_is_no_text_cannot_be_read(written: Path) -> None:
    (written / "manifest.json").write_bytes(b"\xff\xfe")

    with pytest.raises(CheckpointError, match=r"manifest\.json cannot be read"):
        checkpoint.load(written, KINDS)


def test_another_kind_is_said(written: Path) -> None:
    with pytest.raises(
        CheckpointError, match=r"is a word2vec checkpoint, but seq2seq or transformer is needed"
    ):
        checkpoint.load(written, ("seq2seq", "transformer"))


def test_a_newer_format_asks_for_an_upgrade(written: Path) -> None:
    change_manifest(written, lambda content: content.update(format_version=2, novelty=True))

    with pytest.raises(CheckpointError, match=r"format version 2, newer than the 1 .* Upgrade Dolmetsch"):
        checkpoint.load(written, KINDS)


@pytest.mark.parametrize("content", [[], "word2vec", {}, {"format_version": "1"}, {"kind": "word2vec"}])
def test_a_manifest_without_a_format_version_is_refused(written: Path, content: object) -> None:
    (written / "manifest.json").write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(CheckpointError, match="does not say its format version"):
        checkpoint.load(written, KINDS)


def test_an_unknown_key_is_named(written: Path) -> None:
    change_manifest(written, lambda content: content.update(novelty=True))

    with pytest.raises(CheckpointError, match="has the unknown key novelty"):
        checkpoint.load(written, KINDS)


def test_missing_keys_are_named(written: Path) -> None:
    change_manifest(written, lambda content: (content.pop("kind"), content.pop("files")))

    with pytest.raises(CheckpointError, match="lacks files, kind"):
        checkpoint.load(written, KINDS)


@pytest.mark.parametrize(
    ("key", "value"),
    [("kind", 1), ("files", []), ("languages", "en"), ("wall_time_seconds", "long"), ("architecture", None)],
)
def test_a_key_of_the_wrong_type_is_named(written: Path, key: str, value: object) -> None:
    change_manifest(written, lambda content: content.update({key: value}))

    with pytest.raises(CheckpointError, match=f"{key} has the wrong type"):
        checkpoint.load(written, KINDS)


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a/../../secret", "..", "C:\\secret", "..\\secret"]
)
def test_a_path_out_of_the_checkpoint_is_refused(written: Path, name: str) -> None:
    change_manifest(written, lambda content: content["files"].update({name: "0" * 64}))

    with pytest.raises(CheckpointError, match="files must name files inside the checkpoint"):
        checkpoint.load(written, KINDS)


def test_a_directory_in_place_of_a_file_is_refused(written: Path) -> None:
    change_manifest(written, lambda content: content["files"].update({"vocabulary": "0" * 64}))

    with pytest.raises(CheckpointError, match="vocabulary cannot be read"):
        checkpoint.load(written, KINDS)


# nothing can run code


class Harmful:
    """Unpickled, it would make a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("name", ["manifest.json", "weights.safetensors", "vocabulary.json"])
def test_nothing_in_a_checkpoint_can_run_code(tmp_path: Path, name: str) -> None:
    from models import words

    harmed = tmp_path / "harmed"
    pickled = pickle.dumps(Harmful(harmed))
    with checkpoint.writing(tmp_path / "vectors", MANIFEST) as temporary:
        (temporary / "weights.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
        (temporary / "vocabulary.json").write_text('{"words": []}', encoding="utf-8")
        (temporary / name).write_bytes(pickled)
    if name == "manifest.json":
        (tmp_path / "vectors" / name).write_bytes(pickled)

    with pytest.raises(CheckpointError):
        words.load(tmp_path)

    assert not harmed.exists()
    assert pickle.loads(pickled) == 0, "the pickle is harmless: this test shows nothing"
    assert harmed.exists()


def test_word_vectors_load_without_torch() -> None:
    code = "import sys; from models import words; words.load('lab'); print('torch' in sys.modules)"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed == "False\n"


# written whole, or not at all


def test_nothing_is_left_beside_a_written_checkpoint(written: Path) -> None:
    assert names_in(written) == ["manifest.json", "vocabulary", "weights.bin"]
    assert names_in(written.parent) == ["vectors"]


def test_writing_again_replaces_the_whole(written: Path) -> None:
    (written / "stale.bin").write_bytes(b"stale")

    write(written, b"other weights")

    assert names_in(written) == ["manifest.json", "vocabulary", "weights.bin"]
    assert checkpoint.load(written, KINDS).path("weights.bin").read_bytes() == b"other weights"
    assert names_in(written.parent) == ["vectors"]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_the_earlier_checkpoint(written: Path, failure: type[BaseException]) -> None:
    def write_half() -> None:
        with checkpoint.writing(written, MANIFEST) as temporary:
            (temporary / "weights.bin").write_bytes(b"half")
            raise failure

    with pytest.raises(failure):
        write_half()

    assert checkpoint.load(written, KINDS).path("weights.bin").read_bytes() == b"weights"
    assert names_in(written.parent) == ["vectors"]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    def write_to_full_disk() -> None:
        with checkpoint.writing(tmp_path / "vectors", MANIFEST) as temporary:
            (temporary / "weights.bin").symlink_to("/dev/full")
            (temporary / "weights.bin").write_bytes(b"weights")

    with pytest.raises(ModelError, match=r"The disk is full: .*vectors was not written\. Free some space"):
        write_to_full_disk()

    assert names_in(tmp_path) == []


def test_what_is_no_checkpoint_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Liebe Jana", encoding="utf-8")

    for path in (tmp_path / "letters", tmp_path / "letters" / "letter.txt"):
        with pytest.raises(CheckpointError, match=r"is no checkpoint and would be lost\. Name another"):
            write(path, b"weights")

    assert (tmp_path / "letters" / "letter.txt").read_text(encoding="utf-8") == "Liebe Jana"
    assert names_in(tmp_path / "letters") == ["letter.txt"]


def test_a_place_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(ModelError, match=r"cannot be written \(.*\)\. Choose another place"):
        write(tmp_path / "file" / "vectors", b"weights")


# where models are


def test_a_model_is_found_by_its_directory_or_its_parts(written: Path) -> None:
    assert checkpoint.find(written, "vectors") == written
    assert checkpoint.find(written.parent, "vectors") == written
    assert checkpoint.find(str(written.parent), "vectors") == written


def test_a_model_without_the_part_is_said(written: Path) -> None:
    with pytest.raises(CheckpointError, match="has no translator"):
        checkpoint.find(written.parent, "translator")


def test_an_unknown_model_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"There is no model at .*nowhere.*one of: .*lab"):
        checkpoint.find(tmp_path / "nowhere", "vectors")


def test_where_no_model_came_with_dolmetsch_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "SHIPPED", tmp_path)
    with pytest.raises(CheckpointError, match="none came with this Dolmetsch"):
        checkpoint.find(checkpoint.preferred("translator"), "translator")


def test_a_shipped_model_without_its_manifest_is_to_be_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "SHIPPED", tmp_path)
    (tmp_path / "default" / "translator").mkdir(parents=True)
    (tmp_path / "emptied").mkdir()

    with pytest.raises(
        CheckpointError, match=r"translator.manifest\.json is missing.* Install Dolmetsch again"
    ):
        checkpoint.load(checkpoint.find("default", "translator"), KINDS)
    with pytest.raises(CheckpointError, match=r"emptied holds no model any more\. Install Dolmetsch again"):
        checkpoint.find("emptied", "translator")


def test_a_model_of_a_user_that_does_not_exist_is_no_model() -> None:
    assert checkpoint.parts_of("~no-such-user/model") == []
    with pytest.raises(CheckpointError, match="There is no model at ~no-such-user/model"):
        checkpoint.find("~no-such-user/model", "vectors")


def test_a_model_that_cannot_be_looked_for_is_said() -> None:
    too_long = "a" * 300

    assert checkpoint.parts_of(too_long) == []
    with pytest.raises(CheckpointError, match=r"cannot be read \(File name too long\)\. Name another model"):
        checkpoint.find(too_long, "vectors")


def test_the_labs_model_ships() -> None:
    assert "lab" in checkpoint.shipped_models()
    assert checkpoint.load(checkpoint.find("lab", "vectors"), KINDS).manifest.languages == ["en"]
