"""Routed experts, spread over the processes: every one has an owner, and tokens travel to it and back.

Expert e of a layer with E experts belongs to process ``e * processes // E``, so each has a contiguous block, and none
has two more than another. A layer sends its tokens with one exchange between all processes and takes the answers back
with a second one; their backward passes are the same exchanges the other way, so an owner's gradient is the sum over
the tokens of all processes and needs no reduction.
"""

from __future__ import annotations

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.nn.functional import all_to_all_single
from torch.nn import functional

from trivium_trainer.plan import Topology


class Ownership:
    """Who owns which experts of a layer."""

    def __init__(self, experts: int, rank: int, processes: int) -> None:
        if experts < processes:
            raise ValueError(f"{experts} experts cannot be spread over {processes} processes; take fewer processes")
        owners = [expert * processes // experts for expert in range(experts)]
        self.counts = [owners.count(process) for process in range(processes)]
        self.first = owners.index(rank)
        self.own = self.counts[rank]


class Experts(nn.Module):
    """The experts that this process owns, by their stacked weights."""

    def __init__(self, topology: Topology, ownership: Ownership) -> None:
        super().__init__()
        self._ownership = ownership
        own, width, hidden = ownership.own, topology.width, topology.expert_hidden
        self.w1 = Stack(own, hidden, width)
        self.w3 = Stack(own, hidden, width)
        self.w2 = Stack(own, width, hidden)

    def forward(self, x: Tensor, chosen: Tensor, weights: Tensor, live: Tensor) -> Tensor:
        """What the experts add to each token.

        :param x: ``[N, H]``
        :param chosen: ``[N, k]``
        :param weights: ``[N, k]``
        :param live: ``[N]``; a token that is padding goes nowhere
        """
        top_k = chosen.shape[1]
        choices = chosen.flatten()
        sent = live.bool().repeat_interleave(top_k).nonzero().squeeze(1)
        sent = sent[choices[sent].argsort(stable=True)]
        loads = torch.bincount(choices[sent], minlength=sum(self._ownership.counts))
        done = self._exchanged(x[sent // top_k], loads)
        added = done * weights.flatten()[sent].unsqueeze(1)
        return torch.zeros_like(x).index_add(0, sent // top_k, added)

    def _exchanged(self, tokens: Tensor, loads: Tensor) -> Tensor:
        """Answers to tokens that are sorted by their experts, of which ``loads`` are how many each gets."""
        counts = self._ownership.counts
        processes = len(counts)
        coming = loads.new_empty(processes * self._ownership.own)
        dist.all_to_all_single(coming, loads, [self._ownership.own] * processes, counts)
        out_sizes = [int(each.sum()) for each in loads.split(counts)]
        by_source = coming.reshape(processes, self._ownership.own)
        in_sizes = by_source.sum(1).tolist()
        received = all_to_all_single(tokens.new_empty(sum(in_sizes), tokens.shape[1]), tokens, in_sizes, out_sizes)
        experts = torch.arange(self._ownership.own, device=tokens.device).repeat(processes)
        order = experts.repeat_interleave(coming).argsort(stable=True)
        answers = self._answers(received[order], by_source.sum(0).tolist())
        back = torch.empty_like(answers).index_copy(0, order, answers)
        return all_to_all_single(torch.empty_like(tokens), back, out_sizes, in_sizes)

    def _answers(self, tokens: Tensor, loads: list[int]) -> Tensor:
        return torch.cat([self._answer(expert, part) for expert, part in enumerate(tokens.split(loads))])

    def _answer(self, expert: int, tokens: Tensor) -> Tensor:
        gate = functional.silu(functional.linear(tokens, self.w1.weight[expert]))
        return functional.linear(gate * functional.linear(tokens, self.w3.weight[expert]), self.w2.weight[expert])

    def own(self, whole: Tensor) -> Tensor:
        """This process's part of a tensor whose first axis is the experts."""
        return whole.narrow(0, self._ownership.first, self._ownership.own)


class Stack(nn.Module):
    """One matrix for each expert."""

    def __init__(self, count: int, out: int, of: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(count, out, of))
