"""What a request may not do while its order is decided, because nobody outside can know when it comes back.

Theory of operation
-------------------
These calls have a clock of the kernel's own, or answer whoever asks by who that is, or make somebody who is
neither a thread nor a process with memory of its own. A request that makes one is ended at its entry; it is
then made again, and runs free. Calls that the box's filter refuses (io_uring, those of another architecture)
are refused here as well: who makes them learns so, and is scheduled.
"""

from __future__ import annotations

import stat
from typing import Final

from grader.evidence import Reason, Why
from grader.runner.confine import syscalls
from grader.runner.confine.point_filter import NEVER
from grader.warden.schedule.alterations import MAKES
from grader.warden.schedule.calls import Calls
from grader.warden.schedule.cast import Thread
from grader.warden.trace import regset

FUTEX_COMMAND: Final = 0x7F
#: Waits for a futex that are modelled: FUTEX_WAIT and FUTEX_WAIT_BITSET.
FUTEX_WAITS: Final = (0, 9)
_EVER: Final = frozenset(NEVER)


def why_not(thread: Thread, calls: Calls) -> Reason | None:
    """Return why a request cannot be scheduled whose thread is about to make this call; None if it can."""
    call = thread.call
    if call in _EVER:
        return Reason(Why.CALLS, name=call)
    match call:
        case "clone":
            return Reason(Why.SHARES_MEMORY)
        case "semtimedop" if thread.argument(3):
            return Reason(Why.TIMED_SEMAPHORE)
        case "futex" if thread.argument(1) & FUTEX_COMMAND not in FUTEX_WAITS:
            return Reason(Why.HANDED_LOCK)
        case "mknod" | "mknodat" if not calls.sees_opens and stat.S_ISFIFO(thread.argument(MAKES[call])):
            return Reason(Why.UNSAID_FIFO)
        case "execve" | "execveat" if len(thread.member.threads) > 1:
            return Reason(Why.EXEC_BESIDE_THREADS)
        case _ if calls.timers.cannot_be(thread):
            return Reason(Why.CALLS, name=call)
    return None


def sleeps_in(number: str) -> Reason:
    """Return the reason for a thread that sleeps in a call of this number when nobody can go on."""
    return Reason(
        Why.SLEEPS_IN, name=syscalls.names(regset.MACHINE).get(int(number), f"system call {number}")
    )
