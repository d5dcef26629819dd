"""Counts what a warden reads for each piece of its work, however long it takes.

A warden is forked from the tests, so what is patched here before is patched there; the counts are in memory
that both share.
"""

from __future__ import annotations

import functools
import mmap
import struct
from collections.abc import Callable
from typing import Any

import pytest

from grader.warden.deadlock import frames, proof, stacks
from grader.warden.deadlock.proof import Prover
from grader.warden.request.leftovers import LeftoverScanner
from grader.warden.request.usage import Meter
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import ProcessTree

#: A piece of work: who does it, and how it is called.
PIECES = {
    "look": (Prover, ("look", "_rest")),
    "sample": (Meter, ("sample",)),
    "before and after": (LeftoverScanner, ("look",)),
    "event": (ProcessTree, ("take",)),
}
READERS = ("read", "read_all", "read_most", "link", "memory")
WORDS = ("pieces", "files", "bytes")


class Counts:
    """The most files and bytes that one piece of each kind has read, and how often others were asked."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._shared = mmap.mmap(-1, mmap.PAGESIZE)
        self._read = [0, 0]
        for name in READERS:
            patch.setattr(procfs, name, self._counted(getattr(procfs, name)))
        for number, (owner, names) in enumerate(PIECES.values()):
            for name in names:
                patch.setattr(owner, name, self._piece(number, getattr(owner, name)))
        patch.setattr(stacks, "_Reader", self._asked(0, stacks._Reader))
        patch.setattr(proof, "serves_clients", self._asked(1, frames.serves_clients))

    def _counted(self, read: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(read)
        def reading(*args: Any, **more: Any) -> Any:
            found = read(*args, **more)
            self._read[0] += 1
            self._read[1] += len(found)
            return found

        return reading

    def _piece(self, number: int, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def working(*args: Any, **more: Any) -> Any:
            before = list(self._read)
            try:
                return work(*args, **more)
            finally:
                files, size = (now - then for now, then in zip(self._read, before, strict=True))
                pieces, most, largest = self._at(number)
                self._put(number, (pieces + 1, max(most, files), max(largest, size)))

        return working

    def _asked(self, kind: int, ask: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(ask)
        def asking(*args: Any, **more: Any) -> Any:
            number = len(PIECES) + kind
            asked, _, _ = self._at(number)
            self._put(number, (asked + 1, 0, 0))
            return ask(*args, **more)

        return asking

    def _at(self, number: int) -> tuple[int, int, int]:
        return struct.unpack_from("3q", self._shared, number * 24)

    def _put(self, number: int, found: tuple[int, int, int]) -> None:
        struct.pack_into("3q", self._shared, number * 24, *found)

    def of(self, piece: str) -> dict[str, int]:
        """How many pieces there were, and the most that one of them has read."""
        return dict(zip(WORDS, self._at(list(PIECES).index(piece)), strict=True))

    @property
    def readers(self) -> int:
        """How often a process was started to read a stack."""
        return self._at(len(PIECES))[0]

    @property
    def servers_asked(self) -> int:
        """How often one was started to see whether a Manager's server serves."""
        return self._at(len(PIECES) + 1)[0]
