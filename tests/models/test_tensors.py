"""Matrices out of a safetensors file: what the library writes is read, and what is broken is refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from models.checkpoint import CheckpointError
from models.tensors import TensorFile


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int8])
def test_what_the_library_writes_is_mapped(tmp_path: Path, dtype: type) -> None:
    path = tmp_path / "weights.safetensors"
    written = {"a": np.arange(6, dtype=dtype).reshape(2, 3), "b": np.ones(5, dtype)}
    path.write_bytes(safetensors.numpy.save(written))
    file = TensorFile(path)

    for name, tensor in written.items():
        read = file.tensor(name, tensor.ndim)
        assert isinstance(read, np.memmap)
        assert read.dtype == dtype
        assert np.array_equal(read, tensor)


def stored(path: Path, header: bytes, length: int | None = None) -> Path:
    path.write_bytes((len(header) if length is None else length).to_bytes(8, "little") + header + bytes(64))
    return path


@pytest.mark.parametrize("length", [0, 3, 2**40, 2**62, 2**64 - 1])
def test_a_file_without_a_header_is_refused(tmp_path: Path, length: int) -> None:
    with pytest.raises(CheckpointError, match="holds no tensors"):
        TensorFile(stored(tmp_path / "weights", b"{}", length))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000])
def test_a_header_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CheckpointError, match="holds no tensors"):
        TensorFile(stored(tmp_path / "weights", content))


@pytest.mark.parametrize(
    "changes",
    [
        {"shape": [-1]},
        {"shape": [2**70]},
        {"shape": [4.5]},
        {"shape": [2, 2]},
        {"shape": [5]},
        {"shape": None},
        {"dtype": "F64"},
        {"dtype": ["F32"]},
        {"data_offsets": [-4, 12]},
        {"data_offsets": [0, 8]},
        {"data_offsets": [1_000, 1_016]},
        {"data_offsets": []},
        {"data_offsets": ["a", "b"]},
    ],
)
def test_a_tensor_that_is_not_as_its_entry_says_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    entry = {"shape": [4], "dtype": "F32", "data_offsets": [0, 16]}
    path = tmp_path / "weights"
    assert TensorFile(stored(path, json.dumps({"a": entry}).encode())).tensor("a", 1).tolist() == [0, 0, 0, 0]

    file = TensorFile(stored(path, json.dumps({"a": entry | changes}).encode()))

    with pytest.raises(CheckpointError, match="does not hold the matrix a"):
        file.tensor("a", 1)


@pytest.mark.parametrize("header", [[], None, {"a": 1}, {}])
def test_a_header_without_the_tensor_is_refused(tmp_path: Path, header: object) -> None:
    file = TensorFile(stored(tmp_path / "weights", json.dumps(header).encode()))

    with pytest.raises(CheckpointError, match="does not hold the matrix a"):
        file.tensor("a", 1)
