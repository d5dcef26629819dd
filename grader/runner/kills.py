"""An injection that takes away luck: a SIGKILL that has not yet ended its process when the caller goes on.

The kernel promises no more: who has sent SIGKILL has to wait for the process. How soon it ends is luck.
"""

from __future__ import annotations

import _thread
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from grader.runner import members, stage
from grader.runner.pauses import short_pauses
from grader.runner.swap import swapped

#: In how many looks in a row nobody else in the caller may move; the seconds between two.
LOOKS, BETWEEN = 6, 0.003
#: For how many seconds a signal is held back at most, if nobody has to wait for a CPU; and of CPU.
PATIENCE, SPIN = 0.6, 0.3
#: How many of the caller's pauses are cut short.
PAUSES = 20

_sleep = time.sleep


@contextmanager
def slow_kills(module: Any, held_back: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let a SIGKILL that the caller sends with ``os.kill`` act when the caller sleeps, as who waits does.

    If the function returns instead, it never acts, and the process is found running. From then on the
    caller's first pauses are cut short: a pause is no waiting. Once the caller has looked again and again
    without sleeping, the signal acts too. ``module`` is the submission; ``held_back`` is called for each
    signal.
    """
    kill = os.kill
    with ExitStack() as stack:

        def begin() -> None:
            stack.enter_context(short_pauses(module, most=PAUSES, limits=False))

        held = _Held(kill, begin, held_back)
        with swapped([(os, "kill", kill, held.send)], module):
            yield


class _Held:
    """The signals that are held back, of one process."""

    def __init__(
        self, kill: Callable[[int, int], None], begin: Callable[[], None], held_back: Callable[[], None]
    ) -> None:
        self._home, self._kill, self._begin, self._held_back = os.getpid(), kill, begin, held_back
        self._pids: set[int] = set()
        self._sent: set[int] = set()

    def send(self, pid: int, number: int, /) -> None:
        """Send a signal; a SIGKILL to another process later."""
        own = os.getpid()
        if number != signal.SIGKILL or own != self._home or pid in {own, *self._sent} or pid <= 0:
            self._kill(pid, number)
            return
        self._kill(pid, 0)
        if pid not in self._pids:
            if not self._pids:
                self._begin()
            self._pids.add(pid)
            self._held_back()
            _thread.start_new_thread(self._deliver, (pid,))

    def _deliver(self, pid: int) -> None:
        begin, quiet, waited = time.process_time(), 0, members.Patience(PATIENCE)
        while quiet < LOOKS and time.process_time() - begin < SPIN and not waited.is_over():
            _sleep(BETWEEN)
            if stage.is_over():
                return
            quiet = 0 if _caller_moves() else quiet + 1
        self._sent.add(pid)
        try:
            self._kill(pid, signal.SIGKILL)
        except OSError:  # it has ended by itself
            return


def _caller_moves() -> bool:
    """Whether another thread of this process runs, or may."""
    threads = {int(name) for name in os.listdir("/proc/self/task")} - {_thread.get_native_id()}
    return any((members.fields(f"self/task/{tid}") or ["X"])[0] not in "SZXT" for tid in threads)
