"""What is trained, as the command ``train distributed`` wrote it down from the specification."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from trivium_trainer.tensors import TensorFile


@dataclass(frozen=True)
class Topology:
    """Sizes of the network; experts are numbered through the groups in their order."""

    layers: int
    width: int
    heads: int
    expert_hidden: int
    shared_hidden: int
    group_sizes: tuple[int, ...]
    top_k: int
    top_groups: int
    route_scale: float

    @property
    def experts(self) -> int:
        return sum(self.group_sizes)


@dataclass(frozen=True)
class TokenizerPlan:
    """How one input becomes tokens; fields of other kinds are 0 or empty."""

    kind: str
    tokens: int
    columns: int
    bins: int
    embedding: int
    patch: int
    channels: int
    size: tuple[int, ...]
    stem: tuple[int, ...]


@dataclass(frozen=True)
class Parameter:
    """A tensor of the weight file; one that no gradient moves has ``trained`` false."""

    name: str
    shape: tuple[int, ...]
    trained: bool
    decay: float


@dataclass(frozen=True)
class Settings:
    """The part ``training`` of the specification, by the same names and with the same meaning."""

    epochs: int
    batch: int
    accumulate: int
    learning_rate: float
    warmup_share: float
    warmup_steps: int
    patience: int
    clip_norm: float
    bias_update: float
    balance_loss: float
    dropout: float
    label_smoothing: float
    averaging: float
    start_balancing: int
    rebalance_steps: int

    def steps_per_epoch(self, rows: int) -> int:
        return math.ceil(rows / (self.batch * self.accumulate))

    def learning_rate_at(self, step: int, steps: int) -> float:
        """Linear warm-up, then a cosine to 0."""
        warm = self._warm(steps)
        if step < warm:
            return self.learning_rate * (step + 1) / (warm + 1)
        done = min(1.0, (step - warm) / max(1.0, steps - warm))
        return self.learning_rate * 0.5 * (1 + math.cos(math.pi * done))

    def bias_update_at(self, step: int, steps: int) -> float:
        """Constant through the warm-up, then falling with the learning rate."""
        if step < self._warm(steps) or self.learning_rate == 0:
            return self.bias_update
        return self.bias_update * self.learning_rate_at(step, steps) / self.learning_rate

    def _warm(self, steps: int) -> float:
        return float(self.warmup_steps) if self.warmup_steps > 0 else self.warmup_share * steps


@dataclass(frozen=True)
class Plan:
    """Everything a training follows from, beside its rows and its first weights."""

    fingerprint: str
    seed: int
    topology: Topology
    reads_last: bool
    tokens: int
    tokenizers: tuple[TokenizerPlan, ...]
    output: str
    output_width: int
    objective: str
    settings: Settings
    parameters: tuple[Parameter, ...]

    @staticmethod
    def read(file: Path) -> Plan:
        return _built(Plan, json.loads(file.read_text(encoding="utf-8")))


_PARTS: dict[str, Any] = {
    "topology": Topology,
    "tokenizers": TokenizerPlan,
    "settings": Settings,
    "parameters": Parameter,
}


def _built(kind: Any, fields: dict[str, Any]) -> Any:
    """Makes a value of its fields, and refuses those it does not know."""
    return kind(**{name: _value(name, value) for name, value in fields.items()})


def _value(name: str, value: Any) -> Any:
    part = _PARTS.get(name)
    if isinstance(value, list):
        return tuple(_built(part, each) if part else each for each in value)
    return _built(part, value) if part else value


@dataclass(frozen=True)
class TokenizerInput:
    """One tokenizer's input of some rows: what is known before any trained weight is asked."""

    numbers: Tensor
    found: Tensor | None
    places: Tensor | None
    present: Tensor | None


class Rows:
    """Encoded rows in a file, of which only those asked for are read."""

    def __init__(self, file: Path, plan: Plan, device: torch.device) -> None:
        self._tensors = TensorFile(file)
        self._inputs = len(plan.tokenizers)
        self._device = device
        self.count = self._tensors.shape("label")[0]

    def inputs(self, rows: Tensor) -> list[TokenizerInput]:
        return [
            TokenizerInput(
                self._required(f"{i}.numbers", rows),
                self._some(f"{i}.found", rows),
                self._some(f"{i}.places", rows),
                self._some(f"{i}.present", rows),
            )
            for i in range(self._inputs)
        ]

    def labels(self, rows: Tensor) -> Tensor:
        """``[B, numbers of a row]``, or bounds ``[B, numbers of a row, 2]`` where some label is an interval."""
        return self._required("labelbounds" if "labelbounds" in self._tensors else "label", rows)

    def base(self, rows: Tensor) -> Tensor | None:
        """The base answer, to which the network adds its own; None where there is none."""
        return self._some("base", rows)

    def _required(self, name: str, rows: Tensor) -> Tensor:
        return self._tensors.rows(name, rows).to(self._device)

    def _some(self, name: str, rows: Tensor) -> Tensor | None:
        return self._required(name, rows) if name in self._tensors else None
