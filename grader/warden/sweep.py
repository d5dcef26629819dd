"""Whether a request left anything in its box, seen from outside; the runner's own files are removed.

Theory of operation
-------------------
Called when every process of the request has ended, so nothing changes meanwhile. The common case, a request
that left nothing but the files written for it, is settled here without asking the template. Names in the
box are not trusted: folders are opened without following links, and files are removed relative to them.
Whatever else is found is left to the template, which knows how to remove it, or to replace the box.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


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
