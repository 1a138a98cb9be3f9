"""The network: a pre-norm transformer whose feed-forward layers are mixtures of experts.

Modules carry the names of the weight file, so ``layers.0.attention.q.weight`` is a parameter here and a tensor there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from trivium_trainer.experts import Experts, Ownership
from trivium_trainer.plan import Plan, TokenizerInput, Topology
from trivium_trainer.routing import balance_loss, chosen_experts
from trivium_trainer.tokenizers import tokenizer

NORM_EPSILON = 1e-6
_MASKED = -1e9

Dropout = Callable[[Tensor], Tensor]


class RmsNorm(nn.Module):
    """``x / sqrt(mean(x²) + ε) · weight`` over the last axis."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width))

    def forward(self, x: Tensor) -> Tensor:
        return x / (x.square().mean(-1, keepdim=True) + NORM_EPSILON).sqrt() * self.weight


class Attention(nn.Module):
    """Attention over a row's tokens; for the last token alone where only that one is read."""

    def __init__(self, topology: Topology) -> None:
        super().__init__()
        self._heads = topology.heads
        width = topology.width
        self.q = nn.Linear(width, width, bias=False)
        self.k = nn.Linear(width, width, bias=False)
        self.v = nn.Linear(width, width, bias=False)
        self.o = nn.Linear(width, width, bias=False)

    def forward(self, x: Tensor, real: Tensor, last: bool) -> Tensor:
        query = self._by_head(self.q(x[:, -1:] if last else x))
        scores = query / query.shape[-1] ** 0.5 @ self._by_head(self.k(x)).transpose(2, 3)
        scores = scores + (1 - real[:, None, None, :]) * _MASKED
        mixed = scores.softmax(-1) @ self._by_head(self.v(x))
        return self.o(mixed.transpose(1, 2).flatten(2))

    def _by_head(self, x: Tensor) -> Tensor:
        return x.unflatten(2, (self._heads, -1)).transpose(1, 2)


class FeedForward(nn.Module):
    """The expert that every token passes."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.w1 = nn.Linear(width, hidden, bias=False)
        self.w3 = nn.Linear(width, hidden, bias=False)
        self.w2 = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.w2(functional.silu(self.w1(x)) * self.w3(x))


class LayerAnswer(NamedTuple):
    """``hidden`` is ``[B, T, H]``, T being 1 where only the last token is read; ``load`` the tokens of each expert."""

    hidden: Tensor
    balance: Tensor
    load: Tensor


class Layer(nn.Module):
    """Attention and a mixture of experts."""

    def __init__(self, topology: Topology, ownership: Ownership, last: bool) -> None:
        super().__init__()
        self._topology = topology
        self._last = last
        self.attention_norm = RmsNorm(topology.width)
        self.attention = Attention(topology)
        self.moe_norm = RmsNorm(topology.width)
        self.router = nn.Linear(topology.width, topology.experts, bias=False)
        self.shared = FeedForward(topology.width, topology.shared_hidden)
        self.experts = Experts(topology, ownership)

    def forward(self, hidden: Tensor, real: Tensor, bias: Tensor, dropout: Dropout) -> LayerAnswer:
        rows = hidden.shape[0]
        attended = dropout(self.attention(self.attention_norm(hidden), real, self._last))
        h = (hidden[:, -1:] if self._last else hidden) + attended
        live = (real[:, -1:] if self._last else real).flatten()
        x = self.moe_norm(h).flatten(0, 1)
        log_scores = functional.logsigmoid(self.router(x))
        chosen = chosen_experts(self._topology, log_scores.detach().exp(), bias)
        weights = log_scores.gather(1, chosen).softmax(1) * self._topology.route_scale
        added = self.shared(x) + self.experts(x, chosen, weights, live)
        load = torch.bincount(chosen[live.bool()].flatten(), minlength=self._topology.experts)
        return LayerAnswer(
            h + dropout(added.reshape(h.shape)), balance_loss(log_scores, chosen, live, rows), load
        )


class Answer(NamedTuple):
    """``logits`` are ``[B, width]``, ``balance`` the sum over layers, ``loads`` ``[layers, E]``."""

    logits: Tensor
    balance: Tensor
    loads: Tensor


class Network(nn.Module):
    """Tokenizers, layers and the head. Layers are given, so that each can be sharded before the next one is made."""

    def __init__(self, plan: Plan, layers: list[nn.Module]) -> None:
        super().__init__()
        self._plan = plan
        width = plan.topology.width
        self.tokenizers = nn.ModuleList(tokenizer(each, width) for each in plan.tokenizers)
        self.layers = nn.ModuleList(layers)
        self.final_norm = RmsNorm(width)
        self.heads = nn.ModuleDict({plan.output: nn.Linear(width, plan.output_width)})

    def forward(
        self, inputs: list[TokenizerInput], base: Tensor | None, bias: Tensor, dropout: Dropout
    ) -> Answer:
        """Computes some rows.

        :param bias: the balancing biases, ``[layers, E]``
        """
        hidden = torch.cat([made(rows) for made, rows in zip(self.tokenizers, inputs, strict=True)], dim=1)
        real = self._real(inputs, hidden)
        hidden = dropout(hidden)
        balance = hidden.new_zeros(())
        loads = []
        for number, layer in enumerate(self.layers):
            answer = layer(hidden, real, bias[number], dropout)
            hidden = answer.hidden
            balance = balance + answer.balance
            loads.append(answer.load)
        logits = self.heads[self._plan.output](self._read(hidden, real))
        return Answer(logits if base is None else logits + base, balance, torch.stack(loads))

    def _real(self, inputs: list[TokenizerInput], hidden: Tensor) -> Tensor:
        """``[B, T]``: 1 for a token, 0 for padding."""
        return torch.cat(
            [
                hidden.new_ones(len(hidden), plan.tokens) if rows.present is None else rows.present
                for plan, rows in zip(self._plan.tokenizers, inputs, strict=True)
            ],
            dim=1,
        )

    def _read(self, hidden: Tensor, real: Tensor) -> Tensor:
        normed = self.final_norm(hidden)
        if self._plan.reads_last:
            return normed[:, -1]
        share = real / real.sum(1, keepdim=True).clamp(min=1)
        return (normed * share.unsqueeze(2)).sum(1)
