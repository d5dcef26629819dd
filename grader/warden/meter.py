"""What a request uses, sampled over all its processes, against its limits."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from grader.limits import Limits
from grader.warden import procfs
from grader.warden.names import shown
from grader.warden.tree import Traced

#: Files and folders in each scratch folder.
MOST_FILES = 10_000


@dataclass(frozen=True)
class Exceeded:
    """A limit that was exceeded: its name, and one sentence with the numbers."""

    limit: str
    note: str


class Meter:
    """Peaks and sums of one request."""

    def __init__(
        self, limits: Limits, members: set[Traced], overran: Callable[[], bool] = lambda: False
    ) -> None:
        self.overran = overran
        """Whether the kernel has killed a process for the memory of all."""
        self._limits = limits
        self._members = members
        self.peak_processes = 0
        self.peak_memory = 0
        self.output = 0
        self.observations = 0
        self.observed_bytes = 0

    @property
    def out_of_memory(self) -> str:
        """What is said of too much memory."""
        return f"its processes used more than {self._limits.memory_bytes >> 20} MiB of memory"

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

    def observed(self, size: int) -> Exceeded | None:
        """Count observations and their bytes."""
        self.observations += 1
        self.observed_bytes += size
        if self.observed_bytes > self._limits.answer_bytes:
            size = self._limits.answer_bytes >> 10
            return Exceeded("observations", f"more than {size} KiB of observations were reported")
        if self.observations > self._limits.observations:
            return Exceeded(
                "observations", f"more than {self._limits.observations} observations were reported"
            )
        return None

    def sample(self, root: str, folders: tuple[str, ...]) -> Exceeded | None:
        """Look at memory, CPU and disk."""
        alive = [process for process in self._members if process.alive]
        memory = sum(procfs.private_bytes(process.pid) for process in alive)
        memory += max((procfs.shared_bytes(process.pid) for process in alive), default=0)
        if memory > self._limits.memory_bytes:
            memory = sum(procfs.proportional_bytes(process.pid) for process in alive)
        self.peak_memory = max(self.peak_memory, memory)
        if memory > self._limits.memory_bytes:
            return Exceeded("memory_bytes", self.out_of_memory)
        if self.cpu() > self._limits.cpu_seconds:
            return Exceeded(
                "cpu_seconds", f"its processes used more than {self._limits.cpu_seconds:g} s of CPU time"
            )
        return self._disk(root, folders)

    def _disk(self, root: str, folders: tuple[str, ...]) -> Exceeded | None:
        size = self._limits.disk_bytes >> 20
        for folder in folders:
            used, files = _used(root + folder) if root else _summed(folder)
            place = shown(folder)
            if used > self._limits.disk_bytes * 0.95:
                return Exceeded("disk_bytes", f"more than {size} MiB of files were written to {place}")
            if files > MOST_FILES:
                return Exceeded("disk_bytes", f"more than {MOST_FILES} files were made in {place}")
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


def _used(folder: str) -> tuple[int, int]:
    """Bytes and files in use on the box's own file system that ``folder`` is."""
    try:
        info = os.statvfs(folder)
    except OSError:
        return 0, 0
    return (info.f_blocks - info.f_bfree) * info.f_frsize, info.f_files - info.f_ffree


def _summed(folder: str) -> tuple[int, int]:
    """Bytes and number of the files below ``folder``, as far as it takes to exceed the number allowed."""
    size = count = 0
    waiting = [folder]
    while waiting and count <= MOST_FILES:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue
    return size, count
