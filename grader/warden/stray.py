"""What a user who exists for one box alone still has on this machine: found by its owner, and removed."""

from __future__ import annotations

import contextlib
import os
import signal
import time

from grader.warden.remove import remove

PATIENCE_SECONDS = 5.0


def end_all(uid: int, shm: str) -> None:
    """End every process of user ``uid``, and remove every name that it owns in the folder ``shm``."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _kill(uid) and time.monotonic() < deadline:
        time.sleep(0.001)
    with contextlib.suppress(OSError), os.scandir(shm) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.stat(follow_symlinks=False).st_uid == uid:
                    remove(entry.path)


def _kill(uid: int) -> bool:
    """Kill the living processes of a user; whether there was one."""
    found = False
    with os.scandir("/proc") as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and _uid(entry.path) == uid:
                    found = True
                    _kill_if_of(int(entry.name), uid)
    return found


def _kill_if_of(pid: int, uid: int) -> None:
    """Kill a process if it is still the user's: its number may be somebody else's by now."""
    process = os.pidfd_open(pid)
    try:
        if _uid(f"/proc/{pid}") == uid:
            signal.pidfd_send_signal(process, signal.SIGKILL)
    finally:
        os.close(process)


def _uid(path: str) -> int:
    """The real user of a process that has not ended; -1 for others."""
    with open(f"{path}/status", encoding="utf-8", errors="replace") as file:
        text = file.read()
    state, ids = text.partition("\nState:")[2].split()[0], text.partition("\nUid:")[2].split()
    return -1 if state in "ZX" else int(ids[0])
