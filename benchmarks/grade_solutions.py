"""`grade solutions`: wall time, and all the CPU that it takes against what the submissions took.

    python benchmarks/grade_solutions.py [ROUNDS]

Total CPU is the kernel's own account of a control group around the whole run (needs root and
cgroup v1 `cpuacct` or cgroup v2). The submissions' CPU is the sum over the evidence: all processes of
each request, runner included.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

V1 = Path("/sys/fs/cgroup/cpuacct")
V2 = Path("/sys/fs/cgroup")


@contextlib.contextmanager
def group() -> Iterator[Path]:
    """A control group of our own."""
    folder = (V1 if V1.is_dir() else V2) / f"forklore-bench-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        for _ in range(100):
            with contextlib.suppress(OSError):
                folder.rmdir()
                break
            time.sleep(0.05)


def used(folder: Path) -> float:
    """CPU seconds of the group so far."""
    v1 = folder / "cpuacct.usage"
    if v1.exists():
        return int(v1.read_text()) / 1e9
    fields = dict(line.split() for line in (folder / "cpu.stat").read_text().splitlines())
    return int(fields["usage_usec"]) / 1e6


def run(folder: Path) -> tuple[float, float, float]:
    """Wall seconds, total CPU seconds, the submissions' CPU seconds of one run."""

    def enter() -> None:
        (folder / "cgroup.procs").write_text(str(os.getpid()))

    before, began = used(folder), time.perf_counter()
    command = [sys.executable, "-m", "grader.cli", "solutions", "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, preexec_fn=enter)
    wall = time.perf_counter() - began
    report = json.loads(done.stdout)
    checks = [check for exercise in report["exercises"] for check in exercise["checks"]]
    own = sum(evidence["cpu_seconds"] for check in checks for evidence in check["evidence"])
    return wall, used(folder) - before, own


def main() -> None:
    """Measure and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with group() as folder:
        rows = [run(folder) for _ in range(rounds)]
    wall, total, own = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"wall {wall:.2f} s   CPU in all {total:.2f} s   submissions {own:.2f} s   ratio {total / own:.2f}")


if __name__ == "__main__":
    main()
