"""Lines that the processes of a submission have noted in memory: their own word, which only explains."""

from __future__ import annotations

import re
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.runner.origins import holders
from grader.runner.origins.openings import LINE_BITS, MOST
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

ANONYMOUS: Final = re.compile(r"(?:pipe|socket):\[(\d+)\]")


def opened_at(pid: int, notes: int, target: str) -> int:
    """The line at which a process, or one that it was forked from, opened a pipe or socket; 0 if unknown.

    ``notes`` is the address of what it has noted, ``target`` how the kernel names the thing.
    """
    found = ANONYMOUS.fullmatch(target)
    words = procfs.memory(pid, notes, 8 * MOST) if notes and found is not None else b""
    if found is None or len(words) != 8 * MOST:
        return 0
    inode = int(found[1])
    noted = (word for (word,) in struct.iter_unpack("=Q", words) if word >> LINE_BITS == inode)
    return next(noted, 0) & (1 << LINE_BITS) - 1


def held_by(pid: int, address: int) -> tuple[int, int]:
    """Who holds the lock at this address of a process, and the line that took it; 0 for what is unknown."""
    word = int.from_bytes(procfs.memory(pid, address + holders.BESIDE, 8), sys.byteorder)
    if not address or word >> 48 != holders.TAG:
        return 0, 0
    return word >> LINE_BITS & (1 << 48 - LINE_BITS) - 1, word & (1 << LINE_BITS) - 1


@dataclass(frozen=True)
class NotedLines:
    """What may be asked of the processes of one request."""

    openings: int = 0
    """Where the caller and its forks note what they open; 0 if that is not known."""
    holders: bool = False
    """Whether all who could take a lock note it."""

    @classmethod
    def told(cls, openings: int, scheduled: bool, members: Iterable[Traced]) -> NotedLines:
        """A request without a schedule starts interpreters that note nothing, unless all are forks."""
        anew = (process for process in members if process.execs and process.name != "resource_tracker")
        return cls(openings, holders=scheduled or not any(anew))

    def of_wait(self, pid: int, kind: str, target: str, address: int) -> tuple[int, int]:
        """The holder of what a process waits for, and the line at which that began; 0 for what is unknown."""
        if kind == "shared lock":
            return held_by(pid, address) if self.holders else (0, 0)
        return 0, opened_at(pid, self.openings, target)
