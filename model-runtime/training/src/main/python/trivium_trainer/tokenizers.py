"""Inputs to tokens, as ``io.trivium.runtime.moe.TokenizerParameters`` says."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from trivium_trainer.plan import TokenizerInput, TokenizerPlan


def tokenizer(plan: TokenizerPlan, width: int) -> nn.Module:
    """The tokenizer of one input: ``[B, T, H]`` of its encoded rows."""
    match plan.kind:
        case "tabular" | "event-sequence":
            return Columns(plan, width)
        case "series-patch":
            return Series(plan, width)
        case "volume-3d":
            return Volume(plan, width)
    raise ValueError(f"no tokenizer of the kind {plan.kind} is known")


class Columns(nn.Module):
    """Standardised numbers and, with bins, a piecewise-linear embedding of each."""

    def __init__(self, plan: TokenizerPlan, width: int) -> None:
        super().__init__()
        self._plan = plan
        self.numbers = nn.Linear(plan.columns, width, bias=False)
        if plan.bins > 0:
            self.embedding = Embedding(plan, width)
        self.bias = nn.Parameter(torch.empty(width))
        self.position = nn.Parameter(torch.empty(plan.tokens, width))

    def forward(self, rows: TokenizerInput) -> Tensor:
        tokens = self.numbers(rows.numbers.reshape(-1, self._plan.columns))
        if self._plan.bins > 0:
            tokens = tokens + self.embedding(rows.found, rows.places)
        return (tokens + self.bias).reshape(-1, self._plan.tokens, tokens.shape[1]) + self.position


class Embedding(nn.Module):
    """The sum of the slopes below a number's bin, and of its bin's as far as the number lies in it."""

    def __init__(self, plan: TokenizerPlan, width: int) -> None:
        super().__init__()
        self._columns = plan.columns
        self.slope = nn.Parameter(torch.empty(plan.columns, plan.bins, plan.embedding))
        self.weight = nn.Parameter(torch.empty(width, plan.columns * plan.embedding))

    def forward(self, found: Tensor, places: Tensor) -> Tensor:
        bases = self.slope.cumsum(1) - self.slope
        at = found.reshape(-1, self._columns)
        of_bins = functional.embedding(at, bases.flatten(0, 1))
        of_places = functional.embedding(at, self.slope.flatten(0, 1)) * places.reshape(-1, self._columns, 1)
        return functional.linear((of_bins + of_places).flatten(1), self.weight)


class Series(nn.Module):
    """One token for every patch of steps."""

    def __init__(self, plan: TokenizerPlan, width: int) -> None:
        super().__init__()
        self._plan = plan
        self.patch = nn.Linear(plan.patch * plan.channels, width)
        self.position = nn.Parameter(torch.empty(plan.tokens, width))

    def forward(self, rows: TokenizerInput) -> Tensor:
        patches = rows.numbers.reshape(-1, self._plan.tokens, self._plan.patch * self._plan.channels)
        return self.patch(patches) + self.position


class Volume(nn.Module):
    """Convolutions that halve the volume, then one token for every cube."""

    def __init__(self, plan: TokenizerPlan, width: int) -> None:
        super().__init__()
        self._plan = plan
        channels = [plan.channels, *plan.stem]
        self.stem = nn.ModuleList(
            nn.Conv3d(before, after, kernel_size=3, stride=2, padding=1)
            for before, after in zip(channels, channels[1:], strict=False)
        )
        self.patch = nn.Conv3d(channels[-1], width, kernel_size=plan.patch, stride=plan.patch)
        self.position = nn.Parameter(torch.empty(plan.tokens, width))

    def forward(self, rows: TokenizerInput) -> Tensor:
        x = rows.numbers.reshape(-1, self._plan.channels, *self._plan.size)
        for convolution in self.stem:
            x = functional.silu(convolution(x))
        return self.patch(x).flatten(2).transpose(1, 2) + self.position
