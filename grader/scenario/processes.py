"""The processes of a request, as one of them sees them in /proc; and patience with them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

#: How many times a patience may be as long where others hold the CPUs.
MOST = 4.0
#: A patience of up to so many seconds is as long as it is.
SHORT = 0.5


class Patience:
    """Seconds that pass while nobody in the request is kept waiting for a CPU.

    That is looked for from the first question on: who does not have to wait does not look.
    """

    def __init__(self, seconds: float) -> None:
        self._begin = self._last = time.monotonic()
        self._seconds, self._forgiven = seconds, 0.0
        self._before: dict[int, float] | None = None

    def is_over(self) -> bool:
        """Whether they have passed; who is kept waiting is looked for only when they seem to have."""
        now = time.monotonic()
        if self._before is None:
            self._last, self._before = now, delays() if self._seconds > SHORT else {}
        if now - self._begin < self._seconds + self._forgiven:
            return False
        if self._before:
            after = delays()
            delayed = sum(max(0.0, total - self._before.get(pid, 0.0)) for pid, total in after.items())
            self._forgiven += min(delayed, now - self._last)
            self._last, self._before = now, after
        return now - self._begin >= min(self._seconds + self._forgiven, MOST * self._seconds)


def others() -> Iterator[tuple[int, list[str]]]:
    """Every other process of this request, and what /proc says about it from its state on."""
    own, group = os.getpid(), os.getpgid(0)
    for name in os.listdir("/proc"):
        if name.isdecimal() and int(name) != own and _group(int(name)) == group:
            known = fields(int(name))
            if known:
                yield int(name), known


def delays() -> dict[int, float]:
    """For how long each process of this request has been kept waiting for a CPU, in seconds."""
    return {pid: delay(pid) for pid in [os.getpid(), *(pid for pid, _ in others())]}


def delay(pid: int) -> float:
    """For how many seconds the first thread of a process was kept waiting for a CPU, all in all."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except OSError:  # it has ended, or this kernel does not count
        return 0.0


def is_awake(pid: int, known: list[str]) -> bool:
    """Whether a thread of a process runs or may; ``known`` are the fields of its first thread."""
    if known[0] not in "SZXT":
        return True
    if int(known[17]) == 1:
        return False
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return False
    return any((fields(f"{pid}/task/{tid}") or ["X"])[0] not in "SZXT" for tid in threads)


def fields(pid: int | str) -> list[str]:
    """What /proc says about a process (or ``PID/task/TID``) from its state on, empty if there is none."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return []


def _group(pid: int) -> int:
    """The process group of a process, -1 if there is none: most processes of a machine are not ours."""
    try:
        return os.getpgid(pid)
    except OSError:
        return -1
