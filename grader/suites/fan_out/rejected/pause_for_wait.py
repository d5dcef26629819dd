"""Wrong: takes a pause for waiting, then looks once."""

import os
import time


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
    time.sleep(2)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, os.WNOHANG)[1]) for pid in pids]
