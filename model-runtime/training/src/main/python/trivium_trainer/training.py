"""The training itself: passes, steps, balancing, validation, and the state from which a stopped one goes on."""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from trivium_trainer import objective, tensors
from trivium_trainer.chance import RowDropout, row_order, step_seed
from trivium_trainer.checkpoints import Checkpoints
from trivium_trainer.network import Answer
from trivium_trainer.plan import Plan, Rows
from trivium_trainer.processes import Processes, ShardedNetwork

_REBALANCE_EPOCH = 1 << 20
_START_EPOCH = _REBALANCE_EPOCH + 1
_START_FACTOR = 10
_BETAS = (0.9, 0.999)
_EPSILON = 1e-8
_AVERAGE_WARMUP = 10


@dataclass
class Progress:
    """How far a training has come; ``best_shards`` are this process's of the best epoch."""

    step: int = 0
    best_loss: float = float("inf")
    best_epoch: int = 0
    best_shards: dict[str, Tensor] | None = None
    best_bias: Tensor | None = None


class Training:
    """One training of all processes together; each calls the same methods in the same order."""

    def __init__(
        self,
        plan: Plan,
        job: Path,
        processes: Processes,
        *,
        offload: bool,
        checkpoint: Path | None,
        stop_after: int | None,
    ) -> None:
        self._plan = plan
        self._settings = plan.settings
        self._job = job
        self._processes = processes
        self._checkpoints = Checkpoints(checkpoint, plan.fingerprint, processes)
        self._weights = tensors.TensorFile(job / "weights.safetensors")
        self._rows = Rows(job / "rows.safetensors", plan, processes.device)
        self._held = Rows(job / "held.safetensors", plan, processes.device)
        self._per_epoch = self._settings.steps_per_epoch(self._rows.count)
        self._steps = self._settings.epochs * self._per_epoch
        self._last = self._steps if stop_after is None else min(stop_after, self._steps)
        self._sharded = ShardedNetwork(plan, self._weights, processes, offload)
        self._shards = self._sharded.shards()
        decay = {each.name: each.decay for each in plan.parameters}
        self._optimiser = torch.optim.AdamW(
            [{"params": [shard], "weight_decay": decay[name]} for name, shard in self._shards.items()],
            lr=self._settings.learning_rate,
            betas=_BETAS,
            eps=_EPSILON,
        )
        self._average = {name: shard.detach().clone() for name, shard in self._shards.items()}
        self._known_order = (-1, torch.empty(0, dtype=torch.int64))
        self._progress = Progress()

    def run(self) -> None:
        """Trains to the end and writes ``trained.safetensors`` and ``report.json`` at the first process."""
        began = time.monotonic()
        self._restore()
        if self._progress.step == 0:
            self._balance(self._settings.start_balancing, _START_EPOCH, _START_FACTOR)
        first = self._progress.step
        loss = 0.0
        while self._progress.step < self._last and not self._is_finished():
            epoch = self._progress.step // self._per_epoch
            loss += self._step(epoch)
            self._progress.step += 1
            if self._progress.step % self._per_epoch == 0:
                self._validate(epoch + 1, loss / self._per_epoch, time.monotonic() - began)
                self._save()
                loss = 0.0
        seconds = time.monotonic() - began
        self._take_best()
        if self._progress.step == self._steps or self._is_finished():
            self._balance(self._settings.rebalance_steps, _REBALANCE_EPOCH, 1)
        self._write(self._progress.step - first, seconds)

    def _is_finished(self) -> bool:
        behind = self._progress.step // self._per_epoch - self._progress.best_epoch
        return self._progress.best_epoch > 0 and behind >= self._settings.patience

    def _step(self, epoch: int) -> float:
        """One step of the optimiser; the mean loss over its rows."""
        step = self._progress.step
        settings = self._settings
        order = self._order(epoch)
        from_row = step % self._per_epoch * settings.batch * settings.accumulate
        rows = order[from_row : from_row + settings.batch * settings.accumulate]
        seed = step_seed(self._plan.seed, step)
        loads = torch.zeros_like(self._sharded.bias, dtype=torch.int64)
        total = self._sharded.bias.new_zeros(())
        for at in range(0, len(rows), settings.batch):
            chosen = rows[at : at + settings.batch]
            answer, loss, share = self._pass(self._rows, chosen, len(rows), seed, at)
            # FSDP takes the mean over the processes, and what is wanted is the sum.
            whole = loss + settings.balance_loss * answer.balance
            (whole * share * self._processes.count).backward()
            total += loss.detach() * share
            loads += answer.loads if share > 0 else 0
        self._sharded.settle_gradients()
        norm = self._sharded.limit_gradient(settings.clip_norm)
        if not math.isfinite(norm):
            raise ValueError("the gradient is not finite; lower the learning rate")
        for group in self._optimiser.param_groups:
            group["lr"] = settings.learning_rate_at(step, self._steps)
        self._optimiser.step()
        self._optimiser.zero_grad()
        self._move_average(step + 1)
        self._move_biases(loads, settings.bias_update_at(step, self._steps))
        return float(self._processes.summed(total))

    def _order(self, epoch: int) -> Tensor:
        if self._known_order[0] != epoch:
            self._known_order = (epoch, row_order(self._rows.count, self._plan.seed, epoch))
        return self._known_order[1]

    def _pass(self, data: Rows, rows: Tensor, of: int, seed: int, first: int) -> tuple[Answer, Tensor, float]:
        """This process's part of some rows: the answer, its mean loss, and its share of ``of`` rows.

        A process that gets none computes a row of no weight, for the others wait for its tokens and shards.
        """
        mine = self._processes.share_of(rows)
        share = len(mine) / of
        if share == 0:
            mine = rows[:1]
        training = data is self._rows and torch.is_grad_enabled()
        rate = self._settings.dropout if training else 0.0
        dropout = RowDropout(rate, seed, first + self._processes.first_of(rows), len(mine))
        answer = self._sharded.network(data.inputs(mine), data.base(mine), self._sharded.bias, dropout)
        smoothing = self._settings.label_smoothing if training else 0.0
        loss = objective.loss(self._plan.objective, answer.logits, data.labels(mine), smoothing)
        return answer, loss, share

    @torch.no_grad()
    def _move_average(self, updates: int) -> None:
        if self._settings.averaging == 0:
            return
        keep = min(self._settings.averaging, (updates + 1) / (updates + _AVERAGE_WARMUP))
        for name, shard in self._shards.items():
            self._average[name].lerp_(shard, 1 - keep)

    def _move_biases(self, loads: Tensor, gamma: float) -> None:
        """Moves the balancing biases towards an even load of all processes' tokens."""
        summed = self._processes.summed(loads).double()
        mean = summed.mean(1, keepdim=True)
        self._sharded.bias += (gamma * torch.sign(mean - summed)).float()

    @torch.no_grad()
    def _balance(self, passes: int, epoch: int, factor: float) -> None:
        """Moves nothing but the biases, by less and less."""
        if passes == 0:
            return
        order = row_order(self._rows.count, self._plan.seed, epoch)
        batch = min(self._settings.batch, self._rows.count)
        for number in range(passes):
            chosen = order[torch.arange(number * batch, (number + 1) * batch) % len(order)]
            answer, _, share = self._pass(self._rows, chosen, batch, 0, 0)
            loads = answer.loads if share > 0 else torch.zeros_like(answer.loads)
            self._move_biases(loads, self._settings.bias_update * factor * (1 - number / passes))

    def _kept(self) -> dict[str, Tensor]:
        """This process's shards of what is validated and kept."""
        if self._settings.averaging > 0:
            return self._average
        return {name: shard.detach() for name, shard in self._shards.items()}

    @torch.no_grad()
    def _validate(self, epoch: int, training_loss: float, seconds: float) -> None:
        """Keeps the weights when their loss on the validation rows is the least so far."""
        current = {name: shard.detach().clone() for name, shard in self._shards.items()}
        self._take(self._kept())
        total = self._sharded.bias.new_zeros(())
        every = torch.arange(self._held.count)
        for chosen in every.split(self._settings.batch):
            _, loss, share = self._pass(self._held, chosen, self._held.count, 0, 0)
            total += loss * share
        loss = float(self._processes.summed(total))
        if loss < self._progress.best_loss:
            self._progress.best_loss = loss
            self._progress.best_epoch = epoch
            self._progress.best_shards = {name: shard.detach().clone() for name, shard in self._shards.items()}
            self._progress.best_bias = self._sharded.bias.clone()
        self._take(current)
        if self._processes.is_first:
            best = " (best)" if self._progress.best_epoch == epoch else ""
            line = f"epoch {epoch} loss {training_loss:.5f} validation {loss:.5f}{best} {seconds:.0f} s"
            print(line, file=sys.stderr)

    @torch.no_grad()
    def _take(self, shards: dict[str, Tensor]) -> None:
        for name, shard in self._shards.items():
            shard.copy_(shards[name])

    def _take_best(self) -> None:
        if self._progress.best_shards is None or self._progress.best_bias is None:
            self._take(self._kept())
            return
        self._take(self._progress.best_shards)
        self._sharded.bias.copy_(self._progress.best_bias)

    def _write(self, steps: int, seconds: float) -> None:
        shapes = {each.name: each.shape for each in self._plan.parameters}
        whole = self._sharded.whole(self._shards, self._weights)
        if not self._processes.is_first:
            for _ in whole:
                pass
            return
        tensors.write(self._job / "trained.safetensors", shapes, whole)
        rows = min(self._rows.count, self._settings.batch * self._settings.accumulate)
        report: dict[str, Any] = {
            "steps": self._progress.step,
            "bestEpoch": self._progress.best_epoch,
            "processes": self._processes.count,
            "tokensPerSecond": round(steps * rows * self._plan.tokens / max(seconds, 1e-9)),
            "peakMemoryMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        (self._job / "report.json").write_text(json.dumps(report), encoding="utf-8")

    def _save(self) -> None:
        self._checkpoints.write(
            self._progress.step,
            {
                "shards": {name: shard.detach() for name, shard in self._shards.items()},
                "average": self._average,
                "optimiser": self._optimiser.state_dict(),
                "bias": self._sharded.bias,
                "progress": vars(self._progress),
            },
        )

    @torch.no_grad()
    def _restore(self) -> None:
        state = self._checkpoints.newest()
        if state is None:
            return
        self._take(state["shards"])
        for name, average in self._average.items():
            average.copy_(state["average"][name])
        self._optimiser.load_state_dict(state["optimiser"])
        self._sharded.bias.copy_(state["bias"])
        self._progress = Progress(**state["progress"])
