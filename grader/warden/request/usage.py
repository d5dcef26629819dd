"""What a request uses, sampled over all its processes, against its limits.

Theory of operation
-------------------
A first sum is never too low: each process's own memory and what it has touched of shared memory, all files
in memory, and all System V segments. Only where that is over the limit, pages that several have are divided
among them, and what has been counted as a file is not counted as a mapping again. The next sample comes the
sooner, the faster memory or disk grows, and soon after something new was made; but sampling may not take
more than a tenth of a CPU.
"""

from __future__ import annotations

import os
import random
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass

from grader.evidence import Reason, Why
from grader.limits import Limits
from grader.warden.request.belongings import Belongings
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced
from grader.warden.trace.procfs import shown

#: Files and folders in each scratch folder.
MOST_FILES = 10_000
#: Descriptors that one sample looks at for files that no folder has; which ones, chance decides.
MOST_DESCRIPTORS = 2_000
#: Two samples are so many seconds apart at least, and so many times the CPU time of one.
BETWEEN_SAMPLES = 0.01
SHARE = 10
#: Processes that one request may start in all, and seconds of CPU that counting shared pages may take.
MOST_BORN = 5_000
COUNTING_SECONDS = 0.3


@dataclass(frozen=True)
class Exceeded:
    """A limit that was exceeded: its name, and what was too much."""

    limit: str
    reason: Reason


class Meter:
    """Peaks and sums of one request."""

    def __init__(
        self,
        limits: Limits,
        members: set[Traced],
        belongings: Belongings,
        overran: Callable[[], bool] = lambda: False,
    ) -> None:
        self.overran = overran
        """Whether the kernel has killed a process for the memory of all."""
        self._limits = limits
        self._members = members
        self._belongings = belongings
        self.soonest = 0.0
        """When the next sample may be taken."""
        self._last = time.monotonic()
        self._levels: list[float] = [0.0]
        self._growth = 0.0
        """The share of a limit that is being filled in a second, and the fullest."""
        self._living: list[Traced] = []
        self.peak_processes = 0
        self.peak_memory = 0
        self.output = 0
        self.observations = 0
        self.observed_bytes = 0

    @property
    def out_of_memory(self) -> Exceeded:
        """Too much memory."""
        return Exceeded("memory_bytes", Reason(Why.MEMORY, self._limits.memory_bytes))

    def born(self, process: Traced) -> Exceeded | None:
        """Count processes; called at every birth."""
        self._living.append(process)
        alive = len(self._alive())
        self.peak_processes = max(self.peak_processes, alive)
        if alive > self._limits.processes:
            return Exceeded("processes", Reason(Why.ALIVE, self._limits.processes))
        if len(self._members) > MOST_BORN:
            return Exceeded("processes", Reason(Why.BORN, MOST_BORN))
        return None

    def threaded(self) -> Exceeded | None:
        """Count threads; called at every start of a thread."""
        threads = sum(len(process.tids) for process in self._alive())
        if threads > self._limits.threads:
            return Exceeded("threads", Reason(Why.THREADS, self._limits.threads))
        return None

    def _alive(self) -> list[Traced]:
        """Members that have not ended; who has ended once is not looked at again."""
        self._living = [process for process in self._living if process.alive]
        return self._living

    def wrote(self, size: int) -> Exceeded | None:
        """Count bytes of output."""
        self.output += size
        if self.output > self._limits.output_bytes:
            return Exceeded("output_bytes", Reason(Why.OUTPUT, self._limits.output_bytes))
        return None

    def observed(self, size: int) -> Exceeded | None:
        """Count observations and their bytes."""
        self.observations += 1
        self.observed_bytes += size
        if self.observed_bytes > self._limits.answer_bytes:
            return Exceeded("observations", Reason(Why.OBSERVED_BYTES, self._limits.answer_bytes))
        if self.observations > self._limits.observations:
            return Exceeded("observations", Reason(Why.OBSERVED, self._limits.observations))
        return None

    def sample(self, root: str, folders: tuple[str, ...]) -> Exceeded | None:
        """Look at memory, CPU and disk."""
        begin, cpu = time.monotonic(), time.thread_time()
        alive = self._alive()
        memory = self._memory(alive)
        self.peak_memory = max(self.peak_memory, memory)
        disk = self._disk(root, folders, alive)
        self._note(begin, cpu, [memory / self._limits.memory_bytes, *(used for used, _, _ in disk.values())])
        if memory > self._limits.memory_bytes:
            return self.out_of_memory
        if self.cpu() > self._limits.cpu_seconds:
            return Exceeded("cpu_seconds", Reason(Why.CPU, self._limits.cpu_seconds))
        return self._too_much(disk)

    def next_sample(self, usual: float) -> float:
        """When to sample again: after ``usual`` seconds, or sooner where a limit may be reached sooner."""
        room = max(0.0, 1.0 - max(self._levels))
        wanted = min(usual, room / self._growth / 3) if self._growth > 0 else usual
        return max(self.soonest, time.monotonic() + wanted)

    def _note(self, begin: float, cpu: float, levels: list[float]) -> None:
        """Take in how full each limit is, and how fast it fills; when the next sample may be taken."""
        grown = [new - old for new, old in zip(levels, self._levels, strict=False)]
        self._growth = max(grown) / max(begin - self._last, BETWEEN_SAMPLES)
        self._last, self._levels = begin, levels
        self.soonest = time.monotonic() + max(BETWEEN_SAMPLES, SHARE * (time.thread_time() - cpu))

    def _memory(self, alive: list[Traced]) -> int:
        """Memory of all processes, and what is nobody's."""
        memory = sum(procfs.private_bytes(p.pid) + procfs.shared_bytes(p.pid) for p in alive)
        memory += self._belongings.memory()
        if memory > self._limits.memory_bytes:
            memory = self._counted_once(alive, memory)
        if memory > self._limits.memory_bytes:  # what is unmapped while it is counted may be counted twice
            memory = min(memory, self._counted_once(alive, memory))
        return memory

    def _counted_once(self, alive: list[Traced], otherwise: int) -> int:
        """The same with shared pages counted once; ``otherwise`` if they map too much to be counted."""
        memory = _proportional(alive, otherwise)
        if nobodys := self._belongings.memory(exactly=True):
            memory += nobodys - sum(procfs.mapped_bytes(p.pid) for p in alive)
        return memory

    def _disk(
        self, root: str, folders: tuple[str, ...], alive: list[Traced]
    ) -> dict[str, tuple[float, int, int]]:
        """Of each folder: the share of the limit in use, bytes, and number of files."""
        found = {}
        deleted = {} if root else _deleted(alive, folders)
        for folder in folders:
            used, files = _used(root + folder) if root else _summed(folder)
            found[folder] = used + deleted.get(folder, 0), files
        if shared := self._belongings.shared:
            used = self._belongings.files()
            found[shared] = (used if used <= self._most else self._belongings.files(exactly=True)), 0
        return {folder: (used / self._most, used, files) for folder, (used, files) in found.items()}

    @property
    def _most(self) -> float:
        """The most bytes in a folder: a file system of that size is full a little earlier."""
        return self._limits.disk_bytes * 0.95

    def _too_much(self, disk: dict[str, tuple[float, int, int]]) -> Exceeded | None:
        for folder, (_, used, files) in disk.items():
            place = shown(folder)
            if used > self._most:
                return Exceeded("disk_bytes", Reason(Why.WRITTEN, self._limits.disk_bytes, place))
            if files > MOST_FILES:
                return Exceeded("disk_bytes", Reason(Why.FILES, MOST_FILES, place))
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


def _proportional(alive: list[Traced], otherwise: int) -> int:
    """Memory of all, shared pages counted once; ``otherwise`` if they map too much to be counted."""
    until = time.thread_time() + COUNTING_SECONDS
    total = 0
    for process in alive:
        total += procfs.proportional_bytes(process.pid)
        if time.thread_time() > until:
            return otherwise
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
                    if count > MOST_FILES:
                        break
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue
    return size, count


def _deleted(alive: list[Traced], folders: tuple[str, ...]) -> dict[str, int]:
    """Bytes of files that processes have open and no folder has, by the folder where they were."""
    found: dict[tuple[int, int], tuple[str, int]] = {}
    left = MOST_DESCRIPTORS
    for process in random.sample(alive, len(alive)):
        for fd, to in procfs.descriptors(process.pid).items():
            folder = next((name for name in folders if to.startswith(f"{name}/")), "")
            if folder and to.endswith(" (deleted)"):
                try:
                    about = os.stat(f"/proc/{process.pid}/fd/{fd}")
                except OSError:
                    continue
                if stat.S_ISREG(about.st_mode) and about.st_nlink == 0:
                    found[about.st_dev, about.st_ino] = folder, about.st_blocks * 512
            left -= 1
        if left < 0:
            break
    sums: dict[str, int] = {}
    for folder, size in found.values():
        sums[folder] = sums.get(folder, 0) + size
    return sums
