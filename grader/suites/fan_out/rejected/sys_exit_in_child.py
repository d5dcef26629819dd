"""Wrong: sys.exit in the child unwinds into the caller."""

import os
import sys


def fan_out(n, task):
    pids = []
    for number in range(n):
        pid = os.fork()
        if pid == 0:
            try:
                code = task(number)
            except Exception:
                code = 1
            sys.exit(code)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
