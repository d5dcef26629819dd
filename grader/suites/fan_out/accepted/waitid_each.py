"""Os.waitid for each pid."""

import os


def fan_out(n, task):
    """Waits with waitid, newest child first."""
    pids = [start(number, task) for number in range(n)]
    results = {pid: os.waitid(os.P_PID, pid, os.WEXITED) for pid in reversed(pids)}
    return [results[pid].si_status for pid in pids]


def start(number, task):
    pid = os.fork()
    if pid:
        return pid
    try:
        os._exit(task(number))
    except Exception:
        os._exit(1)
