"""Ctrl-C is not lost.

Python swallows an exception that is raised in ``__del__`` or in a callback of its import system, also the
KeyboardInterrupt of a Ctrl-C that happens to come at that moment. A run of minutes would go on.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def remembered() -> Iterator[Callable[[], None]]:
    """Within the block, the function that is yielded raises KeyboardInterrupt if one came and was swallowed.

    Where somebody else handles SIGINT, or outside the main thread, it does nothing.
    """
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    def check() -> None:
        if came:
            raise KeyboardInterrupt

    ours = threading.current_thread() is threading.main_thread()
    ours = ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, note)
    try:
        yield check
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
