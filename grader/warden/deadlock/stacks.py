"""The stacks of some processes, read from outside: by CPython's own reader, else by py-spy; bounded.

Theory of operation
-------------------
A submission chooses how deep its stacks are, and with that what a reader needs for them. So each reader has
limits on memory, CPU time and what it writes (a file without a name, not a pipe that we would have to empty),
and all of them together have the time that the request has left. Who has not finished then has read nothing.
It reads nothing of other programs than the warden's own Python, so of those it is not asked.
"""

from __future__ import annotations

import contextlib
import functools
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from grader.warden.deadlock import unwinder

#: Threads of one process, innermost frame first, in py-spy's form.
Dump = list[dict[str, Any]]
#: The pids of those that read at this moment: they work for the warden.
AT_WORK: Final[set[int]] = set()
#: Seconds that all have together at most, and until the time that is left is asked for again.
MOST_SECONDS: Final = 5.0
STEP_SECONDS: Final = 0.05
LIMITS: Final = (
    (resource.RLIMIT_AS, 1 << 30),
    (resource.RLIMIT_FSIZE, 4 << 20),
    (resource.RLIMIT_CPU, 2),
    (resource.RLIMIT_CORE, 0),
)


@functools.cache
def py_spy() -> str | None:
    """The path of py-spy, if it is installed."""
    beside = Path(sys.executable).parent / "py-spy"
    return str(beside) if beside.exists() else shutil.which("py-spy")


def is_python(pid: int) -> bool:
    """Whether a process runs the same program as we do."""
    try:
        return os.path.samefile(f"/proc/{pid}/exe", "/proc/self/exe")
    except OSError:
        return False


def dumps(
    pids: Iterable[int], left: Callable[[], float], readable: Callable[[int], bool] = is_python
) -> dict[int, Dump]:
    """The threads of each process, as far as they could be read in the seconds that are ``left``."""
    wanted = [pid for pid in pids if readable(pid)]
    found = _read(wanted, unwinder.command, left)
    cut = [pid for pid in wanted if not found.get(pid) or unwinder.is_cut(found[pid])]
    more = _read(cut, _py_spy_of, left)
    return found | {pid: dump for pid, dump in more.items() if dump or pid not in found}


def _py_spy_of(pid: int) -> list[str] | None:
    program = py_spy()
    return [program, "dump", "--nonblocking", "--json", "--pid", str(pid)] if program is not None else None


def _read(
    pids: Iterable[int], reader: Callable[[int], list[str] | None], left: Callable[[], float]
) -> dict[int, Dump]:
    started: list[_Reader] = []
    try:
        for pid in pids:
            if left() > 0 and (line := reader(pid)) is not None:
                started.append(_Reader(line, pid))
        _wait(started, left)
        return {one.pid: dump for one in started if (dump := one.dump()) is not None}
    finally:
        for one in started:
            one.close()
        AT_WORK.clear()


class _Reader:
    """One reader at work."""

    def __init__(self, line: list[str], pid: int) -> None:
        self.pid = pid
        self._file = os.memfd_create("stack")
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(line, stdin=quiet, stdout=self._file, stderr=quiet)
        AT_WORK.add(self._process.pid)
        self.end = os.pidfd_open(self._process.pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            for limit, most in LIMITS:
                resource.prlimit(self._process.pid, limit, (most, most))

    def dump(self) -> Dump | None:
        """What it has read, if it is a whole text."""
        text = os.pread(self._file, LIMITS[1][1], 0)
        with contextlib.suppress(msgspec.DecodeError, msgspec.ValidationError):
            return msgspec.json.decode(text, type=Dump)
        return None

    def close(self) -> None:
        """End it if it has not ended."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self.end, signal.SIGKILL)
        self._process.wait()
        os.close(self.end)
        os.close(self._file)


def _wait(started: list[_Reader], left: Callable[[], float]) -> None:
    """Wait until all have ended, or the time is over."""
    until = time.monotonic() + MOST_SECONDS
    poll = select.poll()
    for one in started:
        poll.register(one.end, select.POLLIN)
    waiting = len(started)
    while waiting and time.monotonic() < until and left() > 0:
        for end, _ in poll.poll(STEP_SECONDS * 1000):
            poll.unregister(end)
            waiting -= 1
