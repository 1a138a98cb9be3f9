"""Losses by the task's objective, as ``io.trivium.runtime.learning.moe.Objective`` has them: means over rows."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def loss(objective: str, logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """The mean loss over some rows.

    :param logits: ``[B, width]``
    :param labels: ``[B, numbers of a row]``, NaN where one is unknown, or bounds ``[B, numbers of a row, 2]``
    """
    match objective:
        case "BINARY":
            expected = labels * (1 - smoothing) + smoothing / 2
            return functional.binary_cross_entropy_with_logits(logits, expected)
        case "MULTICLASS":
            return functional.cross_entropy(logits, labels.squeeze(1).long(), label_smoothing=smoothing)
        case "REGRESSION":
            below, above = _outside(logits, labels)
            return (below.square() + above.square()).mean()
        case "QUANTILES":
            levels = (torch.arange(logits.shape[1], device=logits.device) + 0.5) / logits.shape[1]
            below, above = _outside(logits, labels)
            return (below * levels + above * (1 - levels)).mean()
    raise ValueError(f"no objective {objective} is known")


def _outside(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """How far answers are below the least and above the largest number that a label can be."""
    if labels.dim() == 3:
        low, high = labels.unbind(2)
    else:
        unknown = labels.isnan()
        low, high = labels.masked_fill(unknown, -torch.inf), labels.masked_fill(unknown, torch.inf)
    return (low - logits).clamp(min=0), (logits - high).clamp(min=0)
