"""Trains a mixture of experts on several processes with PyTorch's distributed engine.

The network, its loss and its optimiser are those of the Java trainer (``io.trivium.runtime.learning``): one step from
the same weights and rows gives the same weights. What a process keeps is a shard: the trunk by FSDP's full sharding
(ZeRO-3), the routed experts by whole experts, each with its owner.
"""
