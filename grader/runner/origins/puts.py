"""At which line each process has put its last item into a queue: words beside the lock of its writers.

Theory of operation
-------------------
The lock that writers of a queue share lies in a page of its own (:mod:`grader.runner.origins.holders`), which
all who have the queue map. Its words there begin with the inode of the queue's pipe, by which the warden
finds them where somebody waits for this pipe. The others are a table by process id: who puts an item writes
its id and the submission's line. Each process writes its own word only, in the order of its items: it is the
line of its last one, also after it has ended. They are the submission's word, and only explain.

An item is noted as it comes into the queue's buffer, which happens under a lock: one that a full queue
refuses does not come there, and threads come in turn. A ``SimpleQueue`` has no buffer, and no notes.
"""

from __future__ import annotations

import os
import sys
from collections import deque

from grader.runner.load import when_loaded
from grader.runner.origins.holders import PAGE
from grader.runner.origins.openings import LINE_BITS, line_in

TYPE_CHECKING = False  # as in grader.runner.points
if TYPE_CHECKING:
    from typing import Any, Final

#: Where the words are, in bytes from the semaphore; how many processes have one; what each begins with.
BESIDE: Final = 512
PROCESSES: Final = 256
TAG: Final = 0x7175
#: The line is noted of fewer items that a process puts into one queue; from this one on it is unknown.
MOST_NOTED: Final = 200

_file = ""
_me = 0
_place = 0


def begin(file: str) -> None:
    """Note which lines of ``file`` put items, in this process and all that it will fork."""
    global _file
    _file = file
    if not _me:
        install()


def install() -> None:
    """Make ready to note, once for all requests: the first process of the box does."""
    _born()
    os.register_at_fork(after_in_child=_born)
    when_loaded("multiprocessing.queues", _watch_queues)


def _born() -> None:
    global _me, _place
    _me = TAG << 48 | os.getpid() << LINE_BITS
    _place = 1 + os.getpid() % PROCESSES


def _watch_queues(queues: Any) -> None:
    reset, sentinel = queues.Queue._reset, queues._sentinel

    class Buffer(deque):  # type: ignore[type-arg]
        """What was put into a queue and is not yet written; a sentinel is no item."""

        puts: Any
        left = MOST_NOTED

        def append(self, item: object, append: Any = deque.append) -> None:
            if item is not sentinel:
                self.left -= 1
                self.puts[_place] = _me | _line() if self.left else _me
                if not self.left:
                    self.__class__ = Unnoted  # type: ignore[assignment]
            append(self, item)

    class Unnoted(deque):  # type: ignore[type-arg]
        """The same, where enough was noted."""

    def reset_noted(queue: Any, after_fork: bool = False) -> None:
        puts = queue._buffer.puts if after_fork else _words_beside(queue)
        reset(queue, after_fork)
        queue._buffer = Buffer()
        queue._buffer.puts = puts

    queues.Queue._reset = reset_noted


def _line() -> int:
    """The submission's line that puts what comes into a buffer now; 0 if that is unknown."""
    try:
        frame = sys._getframe(3)
    except ValueError:  # a thread of nothing else
        return 0
    line = (frame.f_lineno or 0) if frame.f_code.co_filename == _file else line_in(_file, frame)
    return line if line < 1 << LINE_BITS else 0


def _words_beside(queue: Any) -> Any:
    """The words in the page of the lock of a queue's writers; elsewhere where that has no page of its own."""
    import ctypes

    words, lock = ctypes.c_uint64 * (1 + PROCESSES), getattr(queue._wlock, "_semlock", None)
    if lock is None or lock.handle % PAGE:
        return memoryview(words()).cast("B").cast("Q")
    puts: Any = words.from_address(lock.handle + BESIDE)
    puts.kept = lock
    puts[0] = TAG << 48 | os.fstat(queue._writer.fileno()).st_ino
    return memoryview(puts).cast("B").cast("Q")
