"""Who holds a lock that processes share, and since which line: a word beside its semaphore.

Theory of operation
-------------------
A lock of multiprocessing is a semaphore in a page of shared memory, of which it needs 32 bytes. Who has
taken the lock writes a word into the same page: its process id and the submission's line. It clears the word
before it releases the lock, so that only who holds it writes. So the word is the same for all who map the
page, whatever started them, and it outlives who wrote it. The warden reads it where somebody waits. It is the
submission's word, and only explains.

A schedule has marks at the same places (:mod:`grader.runner.marks`): before and after a lock is taken in the
submission's file (as every use of ``value.value`` does), and after it is released.
"""

from __future__ import annotations

import os
import sys
from weakref import ref

from grader.runner.load import when_loaded
from grader.runner.origins.openings import LINE_BITS

TYPE_CHECKING = False  # as in grader.runner.points
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any, Final

#: Whose lines take a lock for those that call them: ``with value:``, and a stack of contexts.
GO_BETWEENS: Final = ("/multiprocessing/sharedctypes.py", "/contextlib.py")
#: Takes one for those that use a queue, which is a place only where asked for.
QUEUES: Final = "/multiprocessing/queues.py"
#: Where the word is, in bytes from the semaphore; and what it begins with. Its last bits are the line.
BESIDE: Final = 256
TAG: Final = 0x6C6B
#: What it is where a process has taken the lock unnoted: nobody writes it any more.
RETIRED: Final = 1
PAGE: Final = 4096
#: Without a schedule, a process that has taken locks so often, its parents included, notes no more of it, and
#: goes on with the methods that locks have by themselves.
MOST_NOTED: Final = 100

_file = ""
_between: tuple[str, ...] = GO_BETWEENS
_reached: Callable[[int], object] | None = None
_me = 0
_left = MOST_NOTED
_retire: Callable[[], object] = int


def begin(file: str, reached: Callable[[int], object] | None = None, queues: bool = False) -> None:
    """Note who holds the locks of multiprocessing, in this process and all that it will fork.

    With ``reached``, call it with the line of ``file`` that is about to take one, has taken one, or has
    released one. With ``queues`` that counts for their locks as well.
    """
    global _file, _reached, _between
    _file, _reached = file, reached
    _between = (*GO_BETWEENS, QUEUES) if queues else GO_BETWEENS
    if not _me:
        install()


def install() -> None:
    """Make ready to note, once for all requests: the first process of the box does."""
    _born()
    os.register_at_fork(after_in_child=_born)
    when_loaded("multiprocessing.synchronize", _watch_locks)


def _born() -> None:
    global _me
    _me = TAG << 48 | os.getpid() << LINE_BITS


def _watch_locks(synchronize: Any) -> None:
    global _retire
    base: Any = synchronize.SemLock
    locks: set[ref[Any]] = set()
    make, enter, leave = base._make_methods, base.__enter__, base.__exit__

    def make_methods(lock: Any) -> None:
        make(lock)
        lock._holder_word = None
        if not _left:
            return
        acquire, release, semaphore = lock.acquire, lock.release, lock._semlock
        word = lock._holder_word = _word_beside(semaphore)
        if word is None and _reached is None:
            return
        lock.acquire, lock.release = _watched(acquire, release, semaphore, word)
        locks.add(ref(lock, locks.discard))

    def enter_watched(lock: Any) -> Any:
        if _reached is not None:
            _mark(lock._semlock, 0)
        result = enter(lock)
        if _left:
            _taken(lock._semlock, lock._holder_word)
        return result

    def leave_watched(lock: Any, *args: Any) -> Any:
        _clear(lock._semlock, lock._holder_word)
        result = leave(lock, *args)
        if _reached is not None:
            _mark(lock._semlock, 0)
        return result

    def retire() -> None:
        """Have this process take locks as if nobody had watched; what others hold stays noted."""
        _retire_words(locks, make)
        base.__enter__, base.__exit__ = enter, leave

    _retire = retire
    base._make_methods, base.__enter__, base.__exit__ = make_methods, enter_watched, leave_watched


def _retire_words(locks: set[ref[Any]], make: Callable[[Any], object]) -> None:
    """Give those locks that no other process holds the methods that ``make`` makes, and no notes any more.

    Meanwhile other threads may make locks.
    """
    for found in tuple(locks):
        lock = found()
        word = lock._holder_word if lock is not None else None
        if word is None:
            continue
        if word.value in (0, RETIRED) or word.value >> LINE_BITS == _me >> LINE_BITS:
            word.value = RETIRED
            make(lock)


def _watched(
    acquire: Callable[..., object], release: Callable[[], object], semaphore: Any, word: Any
) -> tuple[Callable[..., bool], Callable[[], None]]:
    """The methods of one lock, which keep its word and tell of the places; no cycle keeps the lock alive."""

    def acquire_watched(*args: Any, **kwargs: Any) -> bool:
        if _reached is not None:
            _mark(semaphore, 0)
        taken = bool(acquire(*args, **kwargs))
        if taken and _left:
            _taken(semaphore, word)
        return taken

    def release_watched() -> None:
        _clear(semaphore, word)
        release()
        if _reached is not None:
            _mark(semaphore, 0)

    return acquire_watched, release_watched


def _word_beside(semaphore: Any) -> Any:
    """The word in the page of a lock; None for a semaphore that several may hold."""
    import ctypes

    if semaphore.maxvalue != 1 or semaphore.handle % PAGE:
        return None
    return ctypes.c_uint64.from_address(semaphore.handle + BESIDE)


def _taken(semaphore: Any, word: Any) -> None:
    """Note that this process holds a lock; of one that it held before, nothing new."""
    global _left
    line = _line(sys._getframe(2))
    if word is not None and word.value != RETIRED and _is_outermost(semaphore):
        word.value = _me | (line if line < 1 << LINE_BITS else 0)
    if _reached is None:
        _left -= 1
        if not _left:
            _retire()
    elif line and semaphore._count() == 1:
        _reached(line)


def _clear(semaphore: Any, word: Any) -> None:
    """Note that nobody holds a lock that is about to be released for the last time."""
    if word is not None and word.value > RETIRED and (semaphore.kind or _is_last(semaphore)):
        word.value = 0


def _is_last(recursive: Any) -> bool:
    """Whether this thread holds a recursive lock, and once."""
    return bool(recursive._count() == 1) and bool(recursive._is_mine())


def _is_outermost(semaphore: Any) -> bool:
    """Whether one release frees it. Of a plain lock, which others may release, the count says nothing."""
    return bool(semaphore.kind) or bool(semaphore._count() == 1)


def _mark(semaphore: Any, held: int) -> None:
    """Tell of a place, if a lock is used by the submission's own lines, and is held so often now."""
    if (line := _line(sys._getframe(2))) and semaphore._count() == held and _reached is not None:
        _reached(line)


def _line(frame: FrameType | None) -> int:
    """The submission's line that uses a lock, 0 if others do."""
    while frame is not None and frame.f_code.co_filename != _file and _is_between(frame.f_code):
        frame = frame.f_back
    return (frame.f_lineno or 0) if frame is not None and frame.f_code.co_filename == _file else 0


def _is_between(code: CodeType) -> bool:
    """Whether this library code takes a lock for its caller; ``counter.value`` is made from a text."""
    return code.co_filename.endswith(_between) or (
        code.co_filename == "<string>" and code.co_name in ("getvalue", "setvalue")
    )
