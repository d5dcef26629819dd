"""Where the first thread of each process is, asked of the process itself: for machines without py-spy.

Theory of operation
-------------------
The template has registered ``faulthandler`` for a signal (``grader.runner.stackdump``). The signal is sent to
one process at a time, and only if that process catches it; the text is read from the caller's descriptor.
It is the submission's own word and only explains. One process is waited for ``PATIENCE`` seconds at most.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Callable
from typing import Any, Final

from grader.runner.stackdump import FD, NUMBER
from grader.warden.trace import procfs

PATIENCE: Final = 0.2
MOST_BYTES: Final = 1 << 16
MOST_LINES: Final = 1000
FRAME: Final = re.compile(r'^  File "(?P<filename>[^"\n]*)", line (?P<line>\d{1,9}) in (?P<name>[^\n]+)$')

Dumps = dict[int, list[dict[str, Any]]]


class Faults:
    """Asks processes of one request."""

    def __init__(self, runner: int, drain: Callable[[], None]) -> None:
        """``drain`` takes in what the kernel has to tell, and lets go on whoever was stopped for it."""
        self._path = f"/proc/{runner}/fd/{FD}"
        self.drain = drain

    def dumps(self, pids: list[int], left: Callable[[], float]) -> Dumps:
        """The first thread of each process that can be asked, in py-spy's form."""
        found: Dumps = {}
        asked = [pid for pid in pids if catches(pid)]
        with contextlib.suppress(OSError):
            file = _open(self._path)
            for pid in asked:
                if left() <= 0:
                    break
                frames = self._ask(pid, file)
                tid = procfs.inner_tid(pid, pid)
                found |= {pid: [{"os_thread_id": tid, "frames": frames}]} if frames else {}
            os.close(file)
        return found

    def _ask(self, pid: int, file: int) -> list[dict[str, Any]]:
        begin = os.fstat(file).st_size
        self.drain()  # a first thread that is held would leave the signal to another
        os.kill(pid, NUMBER)
        deadline = time.monotonic() + PATIENCE
        text = ""
        frames: list[dict[str, Any]] = []
        while time.monotonic() < deadline:
            self.drain()
            time.sleep(0.002)
            more = os.pread(file, MOST_BYTES, begin).decode("utf-8", "replace")
            frames = frames_of(more)
            if frames and more == text:
                break
            text = more
        return frames


def _open(path: str) -> int:
    """A regular file for reading; OSError if it is another kind: a FIFO would keep us for ever."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(f"{path} is no file")
    return fd


def catches(pid: int) -> bool:
    """Whether a process has a handler for the signal."""
    status = procfs.status(pid)
    return status is not None and bool(int(status.caught or "0", 16) >> (NUMBER - 1) & 1)


def frames_of(text: str) -> list[dict[str, Any]]:
    """The frames of the thread that faulthandler calls the current one, innermost first."""
    found: list[dict[str, Any]] = []
    within = False
    for line in text.split("\n")[:MOST_LINES]:
        if not within:
            within = line.startswith(("Current thread", "Stack")) and "most recent call first" in line
        elif frame := FRAME.match(line):
            name = {"filename": frame["filename"], "name": frame["name"].strip(), "line": int(frame["line"])}
            found.append(name)
        else:
            break
    return found
