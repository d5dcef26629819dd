"""An injection that takes away luck: a caller that learns late who has ended.

It is as if the caller had been held up just before it asked: what can end has ended by then, and what it
sent lies in the pipes. Who takes "nobody is alive" for "nothing more will come" loses it every time; a right
answer does not depend on how much others do between two of its own steps.
"""

from __future__ import annotations

import _thread
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection, popen_forkserver, process
from typing import Any

from grader.runner import members, stage
from grader.runner.hurry import cut_short
from grader.runner.pauses import short_pauses
from grader.runner.swap import Place, swapped

#: For how long the kernel may take to tell a parent of an end; it tells the tracer first.
PATIENCE = 1.0
#: How many of the caller's pauses, and of everybody's short limits, are cut short.
PAUSES = 50
WAITS = ("waitpid", "wait3", "wait4", "waitid")


@contextmanager
def hear_late(module: Any) -> Iterator[None]:
    """Let the caller learn whether a process has ended only when nobody else moves any more.

    Questions are ``is_alive``, ``exitcode``, ``join`` with a limit, waits for sentinels, and the waits of
    ``os`` that do not block, if the thread that enters this asks them before the function has returned;
    ``module`` is the submission. The caller's time limits and first pauses are over before the others
    have done anything.
    Once somebody has moved on and on, as who polls without sleeping does, everything is heard at once.
    What it forks begins only when everybody else sleeps: it is waited for, or missed.
    """
    wait = connection.wait
    cut_short(times=PAUSES)
    asker = _Asker()
    forkserver: Any = popen_forkserver.Popen
    start = process.BaseProcess.start
    places: list[Place] = [
        (connection, "wait", wait, asker.late_for_sentinels(connection.wait)),
        (forkserver, "poll", forkserver.poll, asker.late(forkserver.poll, _may_not_block)),
        (process.BaseProcess, "start", start, asker.quiet(start)),
    ]
    for name in WAITS:
        call = getattr(os, name)
        places.append((os, name, call, asker.late(call, _does_not_block)))
    os.register_at_fork(after_in_child=asker.hold_the_newborn)
    with swapped(places, module), short_pauses(module, most=PAUSES):
        yield


class _Asker:
    """The thread of the caller whose questions are answered late."""

    def __init__(self) -> None:
        self._self = (os.getpid(), _thread.get_ident())
        self._waitid = os.waitid
        self._starting = 0
        self._restless = False

    def late(self, call: Callable[..., Any], is_question: Callable[..., bool]) -> Callable[..., Any]:
        def asked(*args: Any, **kwargs: Any) -> Any:
            if is_question(*args, **kwargs):
                self._stay()
            return call(*args, **kwargs)

        return asked

    def late_for_sentinels(self, wait: Callable[..., Any]) -> Callable[..., Any]:
        def asked(things: Any, timeout: Any = None) -> Any:
            things = list(things)
            if any(isinstance(thing, int) for thing in things):
                self._stay()
            return wait(things, timeout)

        return asked

    def quiet(self, start: Callable[..., Any]) -> Callable[..., Any]:
        """The call, which looks by itself for processes that have ended: nobody has asked then."""

        def started(*args: Any) -> Any:
            self._starting += 1
            try:
                return start(*args)
            finally:
                self._starting -= 1

        return started

    def hold_the_newborn(self) -> None:
        if os.getppid() == self._self[0] and not stage.is_over():
            stage.all_asleep()

    def _stay(self) -> None:
        if self._restless or self._starting or (os.getpid(), _thread.get_ident()) != self._self:
            return
        if not stage.is_over():
            self._restless = not stage.all_asleep(3.0, last=True)
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline and not all(map(self._is_told, members.ended().items())):
                time.sleep(0.002)

    def _is_told(self, process: tuple[int, int]) -> bool:
        """Whether the parent can hear that this process has ended."""
        pid, parent = process
        try:
            flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
            return parent == self._self[0] and self._waitid(os.P_PID, pid, flags) is not None
        except ChildProcessError:
            return True


def _may_not_block(popen: object, flag: int = os.WNOHANG) -> bool:
    return bool(flag & os.WNOHANG)


def _does_not_block(*args: Any, **kwargs: Any) -> bool:
    return bool([*args, *kwargs.values()][-1] & os.WNOHANG)
