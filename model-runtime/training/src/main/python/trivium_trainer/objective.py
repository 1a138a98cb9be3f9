"""Losses by the task's objective, as ``io.trivium.runtime.learning.moe.Objective`` has them: means over rows."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def loss(objective: str, logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """The mean loss over some rows.

    :param logits: ``[B, width]``
    :param labels: ``[B, numbers of a row]``
    """
    match objective:
        case "BINARY":
            expected = labels * (1 - smoothing) + smoothing / 2
            return functional.binary_cross_entropy_with_logits(logits, expected)
        case "MULTICLASS":
            return functional.cross_entropy(logits, labels.squeeze(1).long(), label_smoothing=smoothing)
        case "REGRESSION":
            return functional.mse_loss(logits, labels)
        case "QUANTILES":
            levels = (torch.arange(logits.shape[1], device=logits.device) + 0.5) / logits.shape[1]
            above = labels - logits
            return torch.maximum(above * levels, above * (levels - 1)).mean()
    raise ValueError(f"no objective {objective} is known")
