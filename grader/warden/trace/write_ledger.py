"""Who wrote what where, from the calls that the filter of ``grader.runner.confine.write_filter`` reports.

Theory of operation
-------------------
The kernel stops a writer twice: before the call, where it is noted which place the descriptor leads to, and
when the call returns, where the count is known. Only then are the bytes read, as many as were taken. A call
that fails, or that its process does not survive, leaves no record. Runs of calls by one process to one place
become one record, so that who writes byte by byte does not fill the evidence.
"""

from __future__ import annotations

import os
import stat
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from grader.evidence import WriteRecord
from grader.runner.confine.write_filter import Call, numbers
from grader.warden.trace import procfs, ptrace
from grader.warden.trace.process_tree import Traced
from grader.warden.trace.procfs import shown

#: How much is read of what one process writes to one place, and of all writes of a request.
#: Beyond so many records only the first writes of a process to a place make a new one.
MOST_OF_ONE = 4096
MOST_OF_ALL = 1 << 16
MOST_RECORDS = 1000
MOST_PIECES = 1024
PIECE = struct.Struct("=QQ")


class _Place(NamedTuple):
    """What a descriptor leads to."""

    name: str
    path: str
    is_fifo: bool


@dataclass
class _Run:
    """A record that may still grow."""

    process: Traced
    place: str
    path: str
    is_fifo: bool
    begin: float
    end: float
    size: int
    data: bytes
    mapped: bool

    @property
    def key(self) -> tuple[Traced, str, bool]:
        """What runs have to have in common to become one."""
        return self.process, self.place, self.mapped

    @property
    def is_whole(self) -> bool:
        """Whether every byte has been read."""
        return len(self.data) == self.size

    def take(self, other: _Run) -> None:
        """Go on with what the other one has; bytes after such as were not read are not kept."""
        if self.is_whole:
            self.data += other.data
        self.size += other.size
        self.end = other.end


class Ledger:
    """The writes of one request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._calls = numbers(os.uname().machine)
        self._pending: dict[int, tuple[Traced, Call, list[int], _Place]] = {}
        self._runs: list[_Run] = []
        self._latest: dict[tuple[Traced, str, bool], _Run] = {}
        self._read = 0
        self._read_of: dict[tuple[Traced, str], int] = {}

    def begins(self, process: Traced, tid: int) -> bool:
        """Note the call at which thread ``tid`` is stopped; whether it writes and has to be seen again."""
        number, arguments = ptrace.seccomp_call(tid)
        if number not in self._calls:
            return False
        call = self._calls[number]
        fd = f"/proc/{tid}/fd/{arguments[call.descriptor] & 0xFFFFFFFF}"
        try:
            found = os.stat(fd)
        except OSError:  # the call will fail, or map no file
            return True
        if not stat.S_ISSOCK(found.st_mode):
            name, path = f"{found.st_dev}:{found.st_ino}", procfs.link(fd).removesuffix(" (deleted)")
            place = _Place(name, path, stat.S_ISFIFO(found.st_mode))
            self._pending[tid] = (process, call, arguments, place)
        return True

    def returns(self, tid: int) -> None:
        """Note what became of the call that thread ``tid`` has made."""
        pending = self._pending.pop(tid, None)
        if pending is None:
            return
        process, call, arguments, place = pending
        count, now, mapped = ptrace.returned(tid), self._clock(), call.source == "mapped"
        if count < 0 or (count == 0 and not mapped):
            return
        key = (process, place.name)
        room = min(MOST_OF_ONE - self._read_of.get(key, 0), MOST_OF_ALL - self._read)
        data = _bytes(process.pid, call, arguments, min(count, room)) if room > 0 else b""
        self._read += len(data)
        self._read_of[key] = self._read_of.get(key, 0) + len(data)
        self._add(_Run(process, *place, now, now, 0 if mapped else count, data, mapped))

    def _add(self, new: _Run) -> None:
        last = self._latest.get(new.key)
        full = len(self._runs) >= MOST_RECORDS
        if last is not None and (full or (last is self._runs[-1] and last.is_whole) or not new.data):
            last.take(new)
        elif len(self._runs) < 2 * MOST_RECORDS:
            self._runs.append(new)
            self._latest[new.key] = new

    def records(self, begin: float) -> list[WriteRecord]:
        """What was seen, with times from the request's start."""
        return [
            WriteRecord(
                pid=run.process.inner,
                place=run.place,
                path=shown(run.path),
                is_fifo=run.is_fifo,
                begin=round(run.begin - begin, 6),
                end=round(run.end - begin, 6),
                size=run.size,
                data=run.data,
                mapped=run.mapped,
            )
            for run in self._runs
        ]


def _bytes(pid: int, call: Call, arguments: list[int], count: int) -> bytes:
    """The first ``count`` bytes that a call has written, as far as they came from memory."""
    if call.source == "buffer":
        return procfs.memory(pid, arguments[1], count)
    if call.source != "vector":
        return b""
    data = b""
    table = procfs.memory(pid, arguments[1], PIECE.size * min(arguments[2], MOST_PIECES))
    for address, length in PIECE.iter_unpack(table[: len(table) // PIECE.size * PIECE.size]):
        if len(data) >= count:
            break
        data += procfs.memory(pid, address, min(length, count - len(data)))
    return data
