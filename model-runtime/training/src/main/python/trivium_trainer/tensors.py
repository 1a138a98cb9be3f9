"""Safetensors files: read through a memory map, written under their name only when complete."""

from __future__ import annotations

import json
import math
import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

_TYPES = {"F32": torch.float32, "I64": torch.int64}
_LENGTH = struct.Struct("<Q")
_ALIGNMENT = 8


class TensorFile:
    """The tensors of a file. Pages are read when a tensor is, so a process pays for what it takes."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._bytes = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY)
        (length,) = _LENGTH.unpack_from(self._bytes)
        self._start = _LENGTH.size + length
        self._entries = json.loads(self._bytes[_LENGTH.size : self._start])
        self._entries.pop("__metadata__", None)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self._entries[name]["shape"])

    def tensor(self, name: str) -> Tensor:
        """A view of the file's bytes; changes of it are not written back."""
        entry = self._entries[name]
        shape = tuple(entry["shape"])
        count = math.prod(shape)
        if count == 0:
            return torch.empty(shape, dtype=_TYPES[entry["dtype"]])
        offset = self._start + entry["data_offsets"][0]
        flat = torch.frombuffer(self._bytes, dtype=_TYPES[entry["dtype"]], count=count, offset=offset)
        return flat.reshape(shape)

    def rows(self, name: str, rows: Tensor) -> Tensor:
        return self.tensor(name).index_select(0, rows)


def write(file: Path, shapes: dict[str, tuple[int, ...]], tensors: Iterator[tuple[str, Tensor]]) -> None:
    """Writes float32 tensors, which come in the order of their shapes and need not be in memory together."""
    header: dict[str, object] = {}
    end = 0
    for name, shape in shapes.items():
        begin, end = end, end + 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    partial = file.with_name(file.name + ".partial")
    with partial.open("wb") as out:
        out.write(_LENGTH.pack(len(text)))
        out.write(text)
        for (name, tensor), expected in zip(tensors, shapes, strict=True):
            if name != expected or tensor.numel() != math.prod(shapes[expected]):
                raise ValueError(f"{expected} was to be written, not {name} of {tensor.numel()} numbers")
            out.write(memoryview(tensor.detach().to("cpu", torch.float32).contiguous().flatten().numpy()))
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)
