"""grader.runner.origins.holders: a process stops watching its locks while its threads use them."""

from __future__ import annotations

import ctypes
from typing import Any
from weakref import ref

from grader.runner.origins import holders


class Lock:
    """A lock whose word says that nobody holds it."""

    def __init__(self) -> None:
        self._holder_word = ctypes.c_uint64(0)


def test_locks_that_are_made_while_others_are_retired() -> None:
    three = [Lock() for _ in range(3)]
    locks: set[ref[Any]] = set(map(ref, three))
    meanwhile: list[Lock] = []

    def make(_: object) -> None:
        """Be interrupted by a thread that makes a lock."""
        meanwhile.append(Lock())
        locks.add(ref(meanwhile[-1]))

    holders._retire_words(locks, make)
    assert [lock._holder_word.value for lock in three] == [holders.RETIRED] * 3
    assert [lock._holder_word.value for lock in meanwhile] == [0] * 3
