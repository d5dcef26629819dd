"""Wrong: sorts the exit codes."""

import os


def fan_out(n, task):
    pids = []
    for index in range(n):
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(task(index))
            except Exception:
                os._exit(1)
        pids.append(pid)
    return sorted(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids)
