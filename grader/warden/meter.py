"""What a request uses, sampled over all its processes, against its limits."""

from __future__ import annotations

import os
from dataclasses import dataclass

from grader.limits import Limits
from grader.warden import procfs
from grader.warden.tree import Traced

#: Seconds between two samples: at first often, so that a flood is met early.
PERIOD = 0.05


@dataclass(frozen=True)
class Exceeded:
    """A limit that was exceeded: its name, and one sentence with the numbers."""

    limit: str
    note: str


class Meter:
    """Peaks and sums of one request."""

    def __init__(self, limits: Limits, members: set[Traced]) -> None:
        self._limits = limits
        self._members = members
        self.peak_processes = 0
        self.peak_memory = 0
        self.output = 0
        self.observations = 0

    def born(self) -> Exceeded | None:
        """Count processes; called at every birth."""
        alive = sum(1 for process in self._members if process.alive)
        self.peak_processes = max(self.peak_processes, alive)
        if alive > self._limits.processes:
            return Exceeded("processes", f"more than {self._limits.processes} processes were alive at once")
        return None

    def threaded(self) -> Exceeded | None:
        """Count threads; called at every start of a thread."""
        threads = sum(len(process.tids) for process in self._members if process.alive)
        if threads > self._limits.threads:
            return Exceeded("threads", f"more than {self._limits.threads} threads were alive at once")
        return None

    def wrote(self, size: int) -> Exceeded | None:
        """Count bytes of output."""
        self.output += size
        if self.output > self._limits.output_bytes:
            return Exceeded(
                "output_bytes",
                f"more than {self._limits.output_bytes >> 10} KiB were written to the terminal",
            )
        return None

    def observed(self) -> Exceeded | None:
        """Count observations."""
        self.observations += 1
        if self.observations > self._limits.observations:
            return Exceeded(
                "observations", f"more than {self._limits.observations} observations were reported"
            )
        return None

    def sample(self, root: str, folders: tuple[str, ...]) -> Exceeded | None:
        """Look at memory, CPU and disk."""
        alive = [process for process in self._members if process.alive]
        memory = sum(procfs.private_bytes(process.pid) for process in alive)
        self.peak_memory = max(self.peak_memory, memory)
        if memory > self._limits.memory_bytes:
            return Exceeded(
                "memory_bytes",
                f"its processes used more than {self._limits.memory_bytes >> 20} MiB of memory",
            )
        if self.cpu() > self._limits.cpu_seconds:
            return Exceeded(
                "cpu_seconds", f"its processes used more than {self._limits.cpu_seconds:g} s of CPU time"
            )
        return self._disk(root, folders)

    def _disk(self, root: str, folders: tuple[str, ...]) -> Exceeded | None:
        for folder in folders:
            used = _used(root + folder) if root else _summed(folder)
            if used > self._limits.disk_bytes * 0.95:
                return Exceeded(
                    "disk_bytes",
                    f"more than {self._limits.disk_bytes >> 20} MiB of files were written to {folder}",
                )
        return None

    def cpu(self) -> float:
        """User and system seconds of all processes up to now."""
        total = 0.0
        for process in self._members:
            if process.alive:
                total += procfs.cpu_seconds(process.pid)
            elif not process.reaped or process.parent is None or process.parent.alive:
                total += process.cpu
        return total


def _used(folder: str) -> int:
    """Bytes in use on the box's own file system that ``folder`` is."""
    try:
        info = os.statvfs(folder)
    except OSError:
        return 0
    return (info.f_blocks - info.f_bfree) * info.f_frsize


def _summed(folder: str) -> int:
    """Bytes of the files below ``folder``."""
    total = 0
    for path, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(path, name)).st_blocks * 512
            except OSError:
                continue
    return total
