"""Lines that the processes of a submission have noted in memory: their own word, which only explains."""

from __future__ import annotations

import re
import struct
from typing import Final

from grader.runner.origins.openings import LINE_BITS, MOST
from grader.warden.trace import procfs

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
