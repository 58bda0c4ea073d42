"""Matrices out of a safetensors file, memory-mapped: their pages are read when they are needed."""

import json
import math
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from models.checkpoint import CheckpointError

Tensor: TypeAlias = npt.NDArray[Any]


class TensorFile:
    """The tensors of one file by name.

    The safetensors library copies tensors into memory for numpy, so the format is read here: eight bytes with
    the length of the header, the header as JSON, then the tensors
    (https://github.com/huggingface/safetensors#format).
    """

    def __init__(self, path: Path) -> None:
        """Reads the header.

        Raises:
            CheckpointError: it is not a safetensors file.
        """
        self._path = path
        try:
            with path.open("rb") as file:
                length = int.from_bytes(file.read(8), "little")
                if length > path.stat().st_size:
                    raise ValueError(f"its header would have {length} bytes")
                self._header: dict[str, Any] = json.loads(file.read(length))
        except (ValueError, OSError, RecursionError) as error:
            raise CheckpointError(f"{path} holds no tensors ({error}). {_TRAIN_ANEW}") from error
        self._start = 8 + length

    def tensor(self, name: str, dimensions: int) -> Tensor:
        """A tensor as it is stored, in float32, float16 or int8, with so many dimensions.

        Raises:
            CheckpointError: there is no such tensor, or it has other dimensions or an unknown type.
        """
        try:
            entry = self._header[name]
            shape = tuple(entry["shape"])
            if len(shape) != dimensions:
                raise ValueError(f"it has {len(shape)} dimensions, not {dimensions}")
            start, end = entry["data_offsets"]
            if start < 0 or end - start != np.dtype(_TYPES[entry["dtype"]]).itemsize * math.prod(shape):
                raise ValueError(f"bytes {start} to {end} cannot hold its shape, {shape}")
            mapped: Tensor = np.memmap(
                self._path,
                dtype=_TYPES[entry["dtype"]],
                mode="r",
                offset=self._start + start,
                shape=shape,
            )
        except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
            raise CheckpointError(
                f"{self._path} does not hold the matrix {name} ({error!r}). {_TRAIN_ANEW}"
            ) from error
        return mapped


_TYPES = {"F32": "<f4", "F16": "<f2", "I8": "i1"}
_TRAIN_ANEW = "Train it anew with dolmetsch-train."
