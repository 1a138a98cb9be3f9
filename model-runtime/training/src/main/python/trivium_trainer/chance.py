"""Java's chances: the same order of rows and the same dropout as the Java trainer has.

``SplittableRandom`` is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
"""

from __future__ import annotations

import torch
from torch import Tensor

_WORD = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15
_STEP_SALT = 0x9E3779B97F4A7C15


class SplittableRandom:
    """The generator of ``java.util.SplittableRandom``."""

    def __init__(self, seed: int) -> None:
        self._seed = seed & _WORD

    def next_long(self) -> int:
        """64 bits, unsigned."""
        return _mixed(self._next_seed())

    def next_int(self, bound: int) -> int:
        """From 0 to ``bound`` − 1."""
        drawn = self._next_int()
        if bound & (bound - 1) == 0:
            return drawn & (bound - 1)
        high = drawn >> 1
        while high - high % bound + bound - 1 >= 1 << 31:
            high = self._next_int() >> 1
        return high % bound

    def _next_seed(self) -> int:
        self._seed = (self._seed + _GAMMA) & _WORD
        return self._seed

    def _next_int(self) -> int:
        z = self._next_seed()
        z = ((z ^ (z >> 33)) * 0x62A9D9ED799705F5) & _WORD
        return (((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & _WORD) >> 32


def _mixed(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return z ^ (z >> 31)


def row_order(rows: int, seed: int, epoch: int) -> Tensor:
    """The order of a training's rows in an epoch."""
    random = SplittableRandom(seed * 31 + epoch)
    order = list(range(rows))
    for i in range(rows - 1, 0, -1):
        other = random.next_int(i + 1)
        order[i], order[other] = order[other], order[i]
    return torch.tensor(order, dtype=torch.int64)


def step_seed(seed: int, step: int) -> int:
    """What the dropout of a step follows from."""
    return SplittableRandom(seed ^ (step * _STEP_SALT & _WORD)).next_long()


class RowDropout:
    """Sets a share of a pass's numbers to 0, by row, place in the network and seed alone. For one pass."""

    _BITS = 24

    def __init__(self, rate: float, seed: int, first_row: int, rows: int) -> None:
        self._rate = rate
        self._seed = seed
        self._rows = range(first_row, first_row + rows)
        self._place = 0

    def __call__(self, x: Tensor) -> Tensor:
        if self._rate == 0:
            return x
        starts = [_mixed(self._seed ^ _mixed((self._place << 32) + row)) for row in self._rows]
        self._place += 1
        per_row = x.numel() // len(self._rows)
        state = torch.tensor([_signed(each) for each in starts], device=x.device).unsqueeze(1)
        steps = torch.arange(1, per_row + 1, device=x.device).unsqueeze(0)
        drawn = _shifted(_mixed_tensor(state + steps * _signed(_GAMMA)), 64 - self._BITS)
        kept = drawn >= int(self._rate * (1 << self._BITS))
        return x * (kept.to(x.dtype) / (1 - self._rate)).reshape(x.shape)


def _signed(word: int) -> int:
    return word - (1 << 64) if word >> 63 else word


def _shifted(z: Tensor, bits: int) -> Tensor:
    """Shift to the right without the sign."""
    return (z >> bits) & ((1 << (64 - bits)) - 1)


def _mixed_tensor(z: Tensor) -> Tensor:
    z = (z ^ _shifted(z, 30)) * _signed(0xBF58476D1CE4E5B9)
    z = (z ^ _shifted(z, 27)) * _signed(0x94D049BB133111EB)
    return z ^ _shifted(z, 31)
