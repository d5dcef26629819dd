"""Lines from a stream, whatever pieces it comes in: in linear time, and never longer than a maximum."""

from __future__ import annotations

import os
from typing import Final

from grader.errors import GraderError

#: Bytes of one line between judge, warden and session. An outcome holds the answer and the observations
#: (8 MiB each), output and writes; JSON may make each several times as long.
MAX_LINE: Final = 256 << 20


def write_all(fd: int, data: bytes) -> None:
    """Write all of the data to a descriptor, however little it takes at a time."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


class LineReader:
    """Cuts what comes into lines; keeps the beginning of one that has not ended yet."""

    def __init__(self, limit: int = MAX_LINE) -> None:
        self._limit = limit
        self._begun = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that end in ``data``, without their ends. Raises GraderError beyond the limit."""
        first, *others = data.split(b"\n")
        self._begun += first
        if max(len(self._begun), *map(len, others), 0) > self._limit:
            raise GraderError(f"A message is longer than {self._limit >> 20} MiB.")
        if not others:
            return []
        lines = [bytes(self._begun), *others[:-1]]
        self._begun = bytearray(others[-1])
        return lines
