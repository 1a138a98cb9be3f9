"""Which experts a token is sent to, as ``io.trivium.runtime.moe.Router`` chooses them."""

from __future__ import annotations

import torch
from torch import Tensor

from trivium_trainer.plan import Topology


@torch.no_grad()
def chosen_experts(topology: Topology, scores: Tensor, bias: Tensor) -> Tensor:
    """The best experts of the best groups, on scores plus the balancing bias; between equals the lower number.

    :param scores: ``[N, E]``, each in (0, 1)
    :param bias: ``[E]``
    :return: ``[N, k]``
    """
    biased = scores + bias
    groups = biased.split(list(topology.group_sizes), dim=1)
    if topology.top_groups < len(groups):
        worth = torch.stack([group.topk(min(2, group.shape[1]), dim=1).values.sum(1) for group in groups], dim=1)
        best = worth.sort(dim=1, descending=True, stable=True).indices[:, : topology.top_groups]
        kept = torch.zeros_like(worth, dtype=torch.bool).scatter_(1, best, True)
        sizes = torch.tensor(topology.group_sizes, device=scores.device)
        biased = biased.masked_fill(~kept.repeat_interleave(sizes, dim=1), -torch.inf)
    return biased.sort(dim=1, descending=True, stable=True).indices[:, : topology.top_k]


def balance_loss(log_scores: Tensor, chosen: Tensor, live: Tensor, rows: int) -> Tensor:
    """The sequence-wise balance loss of DeepSeek-V3 (arXiv 2412.19437, equations 17 to 20) without its factor.

    :param log_scores: ``[N, E]``
    :param chosen: ``[N, k]``
    :param live: ``[N]``, 1 for a token that counts
    """
    experts = log_scores.shape[1]
    top_k = chosen.shape[1]
    hits = torch.zeros_like(log_scores).scatter_add_(1, chosen, live.unsqueeze(1).expand(-1, top_k).contiguous())
    sent = hits.reshape(rows, -1, experts).sum(1)
    real = live.reshape(rows, -1).sum(1).clamp(min=1)
    factors = sent * (experts / (top_k * real * real * rows)).unsqueeze(1)
    shares = log_scores.softmax(1).reshape(rows, -1, experts) * live.reshape(rows, -1, 1)
    return (shares * factors.unsqueeze(1)).sum()
