"""Questions to the library whether another thread has got on, of those whose answer was no.

Theory of operation
-------------------
Who asks ``result.ready()`` again and again waits, but makes no call by which that could be seen, and the
interpreter's lock is in its hands most of the time. So each such answer is a place of a schedule, at which
other threads may come. Loops that only look tell of themselves (:mod:`grader.runner.marks`).
"""

from __future__ import annotations

import sys

from grader.runner.load import when_loaded

TYPE_CHECKING = False  # as in grader.runner.points
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

#: Module, class and method, and the answer that means: not yet.
ASKED: Final = (
    ("threading", "Event", "is_set", False),
    ("threading", "Thread", "is_alive", True),
    ("concurrent.futures._base", "Future", "done", False),
    ("multiprocessing.pool", "ApplyResult", "ready", False),
    ("queue", "Queue", "empty", True),
)


def begin(file: str, looked: Callable[[int], object]) -> None:
    """Call ``looked(line)`` where ``file`` has asked in vain, in this process and all that it will fork."""
    for module, owner, name, no in ASKED:
        when_loaded(module, _watcher(owner, name, no, file, looked))


def _watcher(
    owner: str, name: str, no: bool, file: str, looked: Callable[[int], object]
) -> Callable[[Any], None]:
    return lambda module: _watch(getattr(module, owner), name, no, file, looked)


def _watch(kind: Any, name: str, no: bool, file: str, looked: Callable[[int], object]) -> None:
    ask = getattr(kind, name)

    def asked(self: Any) -> Any:
        answer = ask(self)
        frame = sys._getframe(1)
        if answer is no and frame.f_code.co_filename == file:
            looked(frame.f_lineno)
        return answer

    setattr(kind, name, asked)
