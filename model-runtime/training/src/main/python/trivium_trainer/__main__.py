"""``python3 -m trivium_trainer --job DIR``: one process of a training that ``train distributed`` has prepared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from trivium_trainer.plan import Plan
from trivium_trainer.processes import Processes
from trivium_trainer.training import Training


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="trivium_trainer", description=__doc__)
    parser.add_argument("--job", type=Path, required=True, help="directory with plan, weights and rows")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--threads", type=int, default=1, help="threads of this process on the processor")
    parser.add_argument("--offload", action="store_true", help="keep shards in the host's memory between uses")
    parser.add_argument("--checkpoint", type=Path, help="directory from which a stopped training goes on")
    parser.add_argument("--stop-after", type=int, help="end after so many steps, without validation of the rest")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    processes = Processes(arguments.device)
    try:
        Training(
            Plan.read(arguments.job / "plan.json"),
            arguments.job,
            processes,
            offload=arguments.offload,
            checkpoint=arguments.checkpoint,
            stop_after=arguments.stop_after,
        ).run()
    except ValueError as refused:
        print(f"error: {refused}", file=sys.stderr)
        return 2
    finally:
        processes.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
