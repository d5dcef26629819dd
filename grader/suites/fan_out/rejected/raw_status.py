"""Wrong: takes the wait status for the exit code."""

import os


def fan_out(n, task):
    pids = []
    for number in range(n):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = task(number)
            finally:
                os._exit(code)
        pids.append(pid)
    return [os.waitpid(pid, 0)[1] for pid in pids]
