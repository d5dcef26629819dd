"""Whether a box is clean after a request, and cleaning up after a user that exists for one box alone.

Theory of operation
-------------------
``swept`` is called when every process of the request has ended, so nothing changes meanwhile. The common
case, a request that left nothing but the files written for it, is settled here without asking the template.
Names in the box are not trusted: folders are opened without following links, and files are removed relative
to them. Whatever else is found is left to the template, which knows how to remove it, or to replace the box.
``end_all`` finds what is left of the box's own user by its owner.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
#: By programs: Python's own way raises RecursionError where a submission nested folders deeply. It may also
#: have taken every right on a folder from its owner, which stops ``rm``, but not ``chmod``.
STEPS: Final = (("rm", "-rf", "--"), ("chmod", "-R", "u+rwx", "--"), ("rm", "-rf", "--"))


def swept(
    root: str, work: str, folders: Mapping[str, Sequence[str]], pids: set[int], lists: Iterable[int]
) -> bool:
    """Whether the box is as new now.

    ``root`` leads to the box's files, ``work`` is its work folder, ``folders`` are all and what they
    hold, ``pids`` are processes that may be there, ``lists`` are the box's lists of System V IPC.
    """
    try:
        return (
            {int(name) for name in os.listdir(f"{root}/proc") if name.isdigit()} <= pids
            and all(len(os.pread(fd, 4096, 0).splitlines()) <= 1 for fd in lists)
            and all(_names(root + path) == keep for path, keep in folders.items() if path != work)
            and _remove_runners(root + work)
        )
    except OSError:
        return False


def _names(path: str) -> list[str]:
    folder = os.open(path, FLAGS)
    try:
        return sorted(os.listdir(folder))
    finally:
        os.close(folder)


def _remove_runners(path: str) -> bool:
    """Remove folders that hold files only. Raises OSError at anything else."""
    work = os.open(path, FLAGS)
    try:
        for name in os.listdir(work):
            folder = os.open(name, FLAGS, dir_fd=work)
            try:
                for file in os.listdir(folder):
                    os.unlink(file, dir_fd=folder)
            finally:
                os.close(folder)
            os.rmdir(name, dir_fd=work)
        return True
    finally:
        os.close(work)


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


def remove(path: str) -> bool:
    """Remove a file, or a folder with all that is in it; whether it is gone."""
    with contextlib.suppress(OSError):
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            os.unlink(path)
    for command in STEPS:
        if not os.path.lexists(path):
            return True
        subprocess.run([*command, path], check=False, stderr=subprocess.DEVNULL)
    return not os.path.lexists(path)
