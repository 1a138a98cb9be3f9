"""The state from which a stopped training goes on: one file of each process, written after every epoch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from trivium_trainer.processes import Processes


class Checkpoints:
    """The states in a directory; none where there is no directory. All processes call the same methods together."""

    def __init__(self, directory: Path | None, fingerprint: str, processes: Processes) -> None:
        self._directory = directory
        self._fingerprint = fingerprint
        self._processes = processes
        self._prefix = f"state-{processes.rank}-of-{processes.count}"

    def write(self, step: int, state: dict[str, Any]) -> None:
        """Writes this process's state; those of earlier steps go when all have theirs."""
        if self._directory is None:
            return
        self._directory.mkdir(parents=True, exist_ok=True)
        file = self._file(self._directory, step)
        partial = file.with_suffix(".partial")
        torch.save({"fingerprint": self._fingerprint, **state}, partial)
        partial.replace(file)
        self._processes.wait_for_all()
        for other in self._directory.glob(f"{self._prefix}-*.pt"):
            if other != file:
                other.unlink()

    def newest(self) -> dict[str, Any] | None:
        """This process's state of the last step that all processes have one of."""
        steps = [] if self._directory is None else self._directory.glob(f"{self._prefix}-*.pt")
        step = self._processes.least(max((int(file.stem.rsplit("-", 1)[1]) for file in steps), default=0))
        if self._directory is None or step == 0:
            return None
        file = self._file(self._directory, step)
        state = torch.load(file, map_location=self._processes.device, weights_only=True)
        if state["fingerprint"] != self._fingerprint:
            raise ValueError(
                f"{file} is of another training: its specification, data or seed differ; give another --checkpoint"
            )
        return state

    def _file(self, directory: Path, step: int) -> Path:
        return directory / f"{self._prefix}-{step}.pt"
