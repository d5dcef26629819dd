"""Many children at once.

A parent may fork again before the first child has ended: then all of them run
at the same time, and the parent collects them afterwards, each by its pid.
"""

from __future__ import annotations

# BEGIN SOLUTION
import os

# END SOLUTION
from collections.abc import Callable


def fan_out(n: int, task: Callable[[int], int]) -> list[int]:
    """Run `task(0)` to `task(n - 1)` in n children at once; return how they ended.

    Start n child processes. Child number i, counted from 0, calls `task(i)`
    once and ends with what it returns as its exit code, a number from 0 to
    255. If `task(i)` raises an `Exception`, of whatever kind, the exit code is
    1. What `SystemExit` gives is not looked at.

    "At once" means that there is a moment at which all n children are inside
    `task`: they may wait for each other, and if one runs after the other they
    never meet.

    Return the n exit codes by number: `codes[i]` is that of child i, whatever
    the order in which the children end. For n = 0: `[]`, and no process.

    What the kernel gives for a child that has ended, the wait status, is not
    its exit code: it holds code and signal in one number.

    `task` is a picklable function at the top level of a module. It may take
    its time. The start method is fork.

    When the function returns, only the caller has come back, and every child
    has ended and has been collected. The caller may have other children,
    running or finished: they are left alone, and the caller can still wait
    for them.
    """
    # BEGIN SOLUTION
    pids = []
    for number in range(n):
        pid = os.fork()
        if pid == 0:
            # Only the child is here. Whatever happens in task, it ends in this block.
            code = 1
            try:
                code = task(number)
            finally:
                os._exit(code)
        pids.append(pid)
    # All are running. Waiting for each by its pid keeps codes and numbers together.
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    # END SOLUTION
