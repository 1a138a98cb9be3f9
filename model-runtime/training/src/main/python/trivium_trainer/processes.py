"""The processes of a training and what they keep of the network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.fsdp import CPUOffload, FullyShardedDataParallel, ShardingStrategy

from trivium_trainer.experts import Experts, Ownership
from trivium_trainer.network import Layer, Network
from trivium_trainer.plan import Plan
from trivium_trainer.tensors import TensorFile

_WRAPPED = "_fsdp_wrapped_module."
_PATIENCE = timedelta(minutes=30)


class Processes:
    """All processes of a training, by ``RANK``, ``WORLD_SIZE``, ``MASTER_ADDR`` and ``MASTER_PORT``."""

    def __init__(self, device: str) -> None:
        # Debian's PyTorch is built without libuv, which is what the store would use by itself.
        os.environ.setdefault("USE_LIBUV", "0")
        if device == "cuda":
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
            torch.cuda.set_device(self.device)
        else:
            self.device = torch.device("cpu")
        dist.init_process_group("nccl" if device == "cuda" else "gloo", timeout=_PATIENCE)
        self.rank = dist.get_rank()
        self.count = dist.get_world_size()

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def share_of(self, rows: Tensor) -> Tensor:
        """This process's part of some rows, which all get in turn; may be empty."""
        return rows.tensor_split(self.count)[self.rank]

    def first_of(self, rows: Tensor) -> int:
        """How many of the rows belong to the processes before this one."""
        return sum(len(part) for part in rows.tensor_split(self.count)[: self.rank])

    def summed(self, tensor: Tensor) -> Tensor:
        dist.all_reduce(tensor)
        return tensor

    def least(self, number: int) -> int:
        tensor = torch.tensor(number, device=self.device)
        dist.all_reduce(tensor, dist.ReduceOp.MIN)
        return int(tensor)

    def wait_for_all(self) -> None:
        dist.barrier()

    def joined(self, shard: Tensor) -> Tensor | None:
        """The shards of all processes one behind the other; at the first process only."""
        flat = shard.detach().flatten().contiguous().to(self.device)
        sizes = [torch.zeros(1, dtype=torch.int64, device=self.device) for _ in range(self.count)]
        dist.all_gather(sizes, torch.tensor([flat.numel()], device=self.device))
        if not self.is_first:
            if flat.numel() > 0:
                dist.send(flat, 0)
            return None
        parts = [flat.cpu()]
        for process, size in enumerate(sizes[1:], start=1):
            part = flat.new_empty(int(size))
            if part.numel() > 0:
                dist.recv(part, process)
            parts.append(part.cpu())
        return torch.cat(parts)

    def close(self) -> None:
        dist.destroy_process_group()


class ShardedNetwork:
    """A network of which this process holds a shard of every trunk tensor and some of the experts.

    FSDP cuts the tensors of a unit (a layer, or what lies outside of layers) one behind the other into equal parts, and
    :class:`Experts` its stacks along the first axis. So whatever the tensor, the shards of the processes in their order
    are its numbers in their order.
    """

    def __init__(self, plan: Plan, weights: TensorFile, processes: Processes, offload: bool) -> None:
        self._plan = plan
        self._processes = processes
        topology = plan.topology
        ownership = Ownership(topology.experts, processes.rank, processes.count)
        self._experts: list[nn.Parameter] = []
        self._offload = CPUOffload(offload_params=True) if offload else None
        layers: list[nn.Module] = []
        for number in range(topology.layers):
            layer = Layer(topology, ownership, plan.reads_last and number == topology.layers - 1)
            _fill(layer, f"layers.{number}.", weights)
            layer.experts.to(processes.device)
            self._experts.extend(layer.experts.parameters())
            layers.append(self._sharded(layer))
        network = Network(plan, layers)
        _fill(network, "", weights)
        self.network = self._sharded(network)
        self._named = {name.replace(_WRAPPED, ""): value for name, value in self.network.named_parameters()}
        names = [each.name for each in plan.parameters if each.trained]
        if set(names) != set(self._named):
            raise ValueError(f"parameters of the plan and of the network differ: {set(names) ^ set(self._named)}")
        self.bias = torch.stack(
            [weights.tensor(f"layers.{number}.router.bias").clone() for number in range(topology.layers)]
        ).to(processes.device)

    def _sharded(self, module: nn.Module) -> FullyShardedDataParallel:
        return FullyShardedDataParallel(
            module,
            sharding_strategy=ShardingStrategy.FULL_SHARD,
            cpu_offload=self._offload,
            device_id=self._processes.device,
            ignored_states=self._experts,
            use_orig_params=True,
        )

    def shards(self) -> dict[str, nn.Parameter]:
        """What this process holds of every trained tensor, by its name in the weight file."""
        return self._named

    def settle_gradients(self) -> None:
        """Makes the experts' gradients means over the processes, as FSDP makes those of the trunk."""
        for expert in self._experts:
            if expert.grad is None:
                expert.grad = torch.zeros_like(expert)
            expert.grad.div_(self._processes.count)

    def limit_gradient(self, limit: float) -> float:
        """Scales the gradient to a global norm of at most ``limit``, where that is not 0; gives the norm before."""
        gradients = [each.grad for each in self._named.values() if each.grad is not None and each.grad.numel() > 0]
        squares = self.bias.new_zeros(())
        for each in gradients:
            squares += each.square().sum().to(squares.device)
        norm = float(self._processes.summed(squares).sqrt())
        if limit > 0 and norm > limit:
            for each in gradients:
                each.mul_(limit / norm)
        return norm

    def whole(self, shards: dict[str, Tensor], fixed: TensorFile) -> Iterator[tuple[str, Tensor]]:
        """All tensors of the weight file one after the other; at the processes but the first they are empty."""
        for parameter in self._plan.parameters:
            if parameter.trained:
                joined = self._processes.joined(shards[parameter.name])
                yield parameter.name, torch.empty(0) if joined is None else joined
            elif parameter.name.endswith(".router.bias"):
                yield parameter.name, self.bias[int(parameter.name.split(".")[1])]
            else:
                yield parameter.name, fixed.tensor(parameter.name)


@torch.no_grad()
def _fill(module: nn.Module, prefix: str, weights: TensorFile) -> None:
    """Takes the first weights of what is not sharded yet."""
    owners: dict[int, Experts] = {}
    for owner in module.modules():
        if isinstance(owner, Experts):
            owners.update((id(each), owner) for each in owner.parameters())
    for name, parameter in module.named_parameters():
        if _WRAPPED in name:
            continue
        whole = weights.tensor(prefix + name)
        spread = owners.get(id(parameter))
        parameter.copy_(whole if spread is None else spread.own(whole))
