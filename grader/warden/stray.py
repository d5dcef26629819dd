"""What a user who exists for one box alone still has on this machine: found by its owner, and removed."""

from __future__ import annotations

import contextlib
import os
import signal
import time

PATIENCE_SECONDS = 5.0


def end_all(uid: int, shm: str) -> None:
    """End every process of user ``uid``, and remove every name that it owns in the folder ``shm``."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := _processes(uid)) and time.monotonic() < deadline:
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)
    with contextlib.suppress(OSError), os.scandir(shm) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.stat(follow_symlinks=False).st_uid == uid:
                    os.unlink(entry.path)


def _processes(uid: int) -> list[int]:
    """Living processes of a user."""
    found = []
    with os.scandir("/proc") as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and _uid(entry.path) == uid:
                    found.append(int(entry.name))
    return found


def _uid(path: str) -> int:
    """The real user of a process that has not ended; -1 for others."""
    with open(f"{path}/status", encoding="utf-8", errors="replace") as file:
        text = file.read()
    state, ids = text.partition("\nState:")[2].split()[0], text.partition("\nUid:")[2].split()
    return -1 if state in "ZX" else int(ids[0])
