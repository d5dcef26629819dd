"""Lines that the processes of a submission have noted in memory: their own word, which only explains."""

from __future__ import annotations

import itertools
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from grader.evidence import PutRecord
from grader.runner.origins import holders, puts
from grader.runner.origins.openings import LINE_BITS, MOST
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

ANONYMOUS: Final = re.compile(r"(?:pipe|socket):\[(\d+)\]")

#: Of a process so many pages that it shares are looked through for a queue's, and so many bytes of its list.
MOST_PAGES: Final = 128
MOST_MAPS: Final = 1 << 19


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
    return _who_and_line(word)


def _who_and_line(word: int) -> tuple[int, int]:
    return word >> LINE_BITS & (1 << 48 - LINE_BITS) - 1, word & (1 << LINE_BITS) - 1


def put_by(pid: int, target: str, address: int) -> dict[int, int]:
    """Who has put items into a queue, and the line of each one's last; 0 for what is unknown.

    ``target`` is its pipe as the kernel names it, and where that is empty, ``address`` that of a lock.
    """
    found = ANONYMOUS.fullmatch(target)
    first = puts.TAG << 48 | (int(found[1]) if found is not None else 0)
    size = 1 + puts.PROCESSES
    for page in _shared_pages(pid) if found is not None else [address] if address else []:
        words = procfs.memory(pid, page + puts.BESIDE, 8 * size)
        head, *words_of = struct.unpack(f"={size}Q", words) if len(words) == 8 * size else (0,)
        if head == first or (not target and head >> 48 == puts.TAG):
            return dict(_who_and_line(word) for word in words_of if word >> 48 == puts.TAG)
    return {}


def _shared_pages(pid: int) -> Iterator[int]:
    """Addresses of the single pages of a process that others may share."""
    lines = procfs.read_most(f"/proc/{pid}/maps", MOST_MAPS).splitlines()
    spans = (line.split(maxsplit=2) for line in lines if b" rw-s " in line)
    found = [(int(first, 16), int(last, 16)) for first, last in (span[0].split(b"-") for span in spans)]
    return itertools.islice((first for first, last in found if last - first == holders.PAGE), MOST_PAGES)


@dataclass(frozen=True)
class NotedLines:
    """What may be asked of the processes of one request."""

    openings: int = 0
    """Where the caller and its forks note what they open; 0 if that is not known."""
    holders: bool = False
    """Whether all who could take a lock note it, or put an item."""
    apart: bool = False
    """Whether each process has a place of its own for the items that it puts."""

    @classmethod
    def told(cls, openings: int, scheduled: bool, members: Iterable[Traced]) -> NotedLines:
        """A request without a schedule starts interpreters that note nothing, unless all are forks."""
        members = list(members)
        anew = (process for process in members if process.execs and process.name != "resource_tracker")
        places = {process.inner % puts.PROCESSES for process in members}
        return cls(openings, scheduled or not any(anew), apart=len(places) == len(members))

    def of_wait(self, pid: int, kind: str, target: str, address: int) -> tuple[int, int]:
        """The holder of what a process waits for, and the line at which that began; 0 for what is unknown."""
        if kind == "shared lock":
            return held_by(pid, address) if self.holders else (0, 0)
        return 0, opened_at(pid, self.openings, target)

    def puts(self, process: Traced, kind: str, target: str, address: int) -> list[PutRecord]:
        """Who has put items into the queue that a process waits at; none where one that counts is unknown."""
        if kind not in ("read", "write", "shared lock"):
            return []
        found = put_by(process.pid, target if kind != "shared lock" else "", address)
        if kind != "read":
            found = {pid: line for pid, line in found.items() if pid == process.inner}
        elif not (self.holders and self.apart):
            return []
        told = [PutRecord(pid=pid, line=line) for pid, line in found.items()]
        return told if all(put.line for put in told) else []
