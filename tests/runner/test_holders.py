"""grader.runner.origins.holders: a process stops watching its locks while its threads use them."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace
from typing import Any
from weakref import ref

import pytest

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


def test_a_lock_that_is_made_while_a_thread_retires_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The methods that watch are still there, and the process notes no more."""

    class SemLock:
        def __init__(self) -> None:
            self.acquire = self.release = self._semlock = None
            self._make_methods()

        def _make_methods(self) -> None:
            pass

        def __enter__(self) -> bool:
            return True

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(holders, "_left", 0)
    monkeypatch.setattr(holders, "_retire", int)
    holders._watch_locks(SimpleNamespace(SemLock=SemLock))
    with SemLock() as entered:
        assert entered
