"""Waits inside the kernel, of threads that cannot be held outside until their call would come back.

Theory of operation
-------------------
Who opens a FIFO and waits for its other end counts as one of its ends already: a partner that does not wait
finds it there. And what System V semaphores and queues hold cannot be asked from outside. So these calls are
let in. Where there is nothing to wait for they come back; otherwise the thread sleeps in the kernel, and a
step of another thread wakes it. Nobody else runs, so whoever is awake after a step was woken by that step,
and is waited for before the next one: each run of the same choices goes the same way.

A signal that does nothing wakes such a thread as well, because it is traced. Its call is then made again.
"""

from __future__ import annotations

import ctypes
import os
from typing import Final

from grader.warden.schedule.alterations import OPENS
from grader.warden.schedule.cast import Thread
from grader.warden.trace import procfs, regset

#: Calls that are let in although they may wait.
LET_IN: Final = frozenset({*OPENS, "semop", "msgrcv", "msgsnd"})
#: How often the CPU is left to a thread before it is waited for as any other.
LOOKS: Final = 5_000
#: Results by which the kernel says that a signal has come: the call may be made again.
RESTARTS: Final = range(-516, -511)


def is_let_in(thread: Thread) -> bool:
    """Whether the call at which a thread stands is one of these."""
    return thread.call in LET_IN or (thread.call == "semtimedop" and thread.argument(3) == 0)


def sleeps(tid: int) -> bool:
    """Whether a thread that has been let in sleeps there; otherwise it gets the CPU."""
    found = procfs.state_and_parent(tid)
    if found is not None and found[0] == "S":
        return True
    os.sched_yield()
    return False


def is_to_restart(thread: Thread) -> bool:
    """Whether the call at whose end a thread has stopped is to be made again, after a signal."""
    regset.read(thread.tid, thread.at)
    return ctypes.c_longlong(thread.registers[regset.RESULT]).value in RESTARTS
