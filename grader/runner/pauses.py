"""An injection that takes away luck: pauses that are over before those who are waited for have acted.

A pause is no waiting. A wait that somebody else could end has a limit that is a guess, if it is short, or a
safety net, if it is long: the guess runs out at once, the net stays.
"""

from __future__ import annotations

import math
import os
import queue
import select
import selectors
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import synchronize
from typing import Any

from grader.runner.hurry import LEFT, SHORT
from grader.runner.swap import Place, swapped

#: What is left of a pause, in seconds.
NAP = 0.001

#: Whether nobody else could end a wait that was called like this.
Question = Callable[..., bool]


def _always(*args: Any, **more: Any) -> bool:
    return True


def _never(*args: Any, **more: Any) -> bool:
    return False


def _alone(*args: Any, **more: Any) -> bool:
    """Whether no other thread of this process and no handler of a signal could set or release something."""
    handler = signal.getsignal(signal.SIGCHLD)
    return threading.active_count() == 1 and not callable(handler)


def _no_files(readers: Any, writers: Any, others: Any, *limit: Any) -> bool:
    return not (readers or writers or others)


def _no_keys(selector: selectors.BaseSelector, *args: Any, **more: Any) -> bool:
    return not selector.get_map()


def _no_signals(signals: Any, *limit: Any) -> bool:
    return not list(signals)


#: Where a call with a time limit stands, its name, the place of the limit, and when it is a pause.
CALLS: tuple[tuple[Any, str, int, Question], ...] = (
    (time, "sleep", 0, _always),
    (threading.Condition, "wait", 1, _alone),
    (threading.Condition, "wait_for", 2, _alone),
    (threading.Semaphore, "acquire", 2, _alone),
    (queue.Queue, "get", 2, _alone),
    (synchronize.Condition, "wait", 1, _never),
    (synchronize.Condition, "wait_for", 2, _never),
    (select, "select", 3, _no_files),
    (selectors.DefaultSelector, "select", 1, _no_keys),
    (signal, "sigtimedwait", 1, _no_signals),
)


@contextmanager
def short_pauses(
    module: Any,
    heard: Callable[[], None] = lambda: None,
    most: float = math.inf,
    limits: bool = True,
    cut: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """Cut this process's pauses and short time limits, so that none outlasts those who are waited for.

    What this process forks pauses as long as it likes. ``module`` is the submission, which may have
    ``time.sleep`` and others under names of its own; ``heard`` is called before each pause. Only the first
    ``most`` are cut: who pauses again and again looks in between, and may count pauses to know the time.
    Without ``limits``, time limits of waits that somebody else could end stay; ``cut`` is called before each
    such wait that is cut.
    """
    shortener = _Shortener(heard, most, limits, cut)
    places: list[Place] = [(select, "poll", select.poll, shortener.poll(select.poll))]
    for owner, name, at, is_pause in CALLS:
        call = getattr(owner, name, None)
        if call is not None:
            places.append((owner, name, call, shortener.shorter(call, at, is_pause)))
    with swapped(places, module):
        yield


class _Shortener:
    """Makes calls of which the process that makes them gets short forms."""

    def __init__(self, heard: Callable[[], None], most: float, limits: bool, cut: Callable[[], None]) -> None:
        self._home = os.getpid()
        self._heard, self._most, self._limits, self._cut = heard, most, limits, cut
        self._inside = threading.local()

    def left(self, seconds: Any, is_pause: bool) -> Any:
        """What is left of a time limit."""
        if seconds is None or os.getpid() != self._home:
            return seconds
        if is_pause:
            self._heard()
        self._most -= 1
        if self._most < 0:
            return seconds
        if is_pause:
            return min(seconds, NAP)
        if not (self._limits and LEFT < seconds <= SHORT):
            return seconds
        self._cut()
        return LEFT

    def shorter(self, call: Callable[..., Any], at: int, is_pause: Question) -> Callable[..., Any]:
        """The call, with less of the time limit that is its argument ``at`` or is called ``timeout``."""

        def shortened(*args: Any, **more: Any) -> Any:
            if getattr(self._inside, "call", False):
                return call(*args, **more)
            if len(args) > at:
                args = (*args[:at], self.left(args[at], is_pause(*args, **more)), *args[at + 1 :])
            elif "timeout" in more:
                more = {**more, "timeout": self.left(more["timeout"], is_pause(*args, **more))}
            self._inside.call = True
            try:
                return call(*args, **more)
            finally:
                self._inside.call = False

        return shortened

    def poll(self, make: Callable[[], Any]) -> Callable[[], Any]:
        """What makes poll objects, whose limits are milliseconds."""
        left = self.left

        class Poll:
            def __init__(self) -> None:
                self._poll, self._keys = make(), set[Any]()

            def __getattr__(self, name: str) -> Any:
                return getattr(self._poll, name)

            def register(self, key: Any, *mask: Any) -> None:
                self._keys.add(key)
                self._poll.register(key, *mask)

            def unregister(self, key: Any) -> None:
                self._keys.discard(key)
                self._poll.unregister(key)

            def poll(self, limit: float | None = None) -> Any:
                if limit is not None and limit > 0:
                    limit = 1000 * left(limit / 1000, not self._keys)
                return self._poll.poll(limit)

        return Poll
