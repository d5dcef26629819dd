"""Wrong: a child that has not ended after a hundred looks counts as one that ended with 0."""

import os
import time


def code_of(pid):
    for _ in range(100):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        time.sleep(0.1)
    return os.waitstatus_to_exitcode(status)


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
    return [code_of(pid) for pid in pids]
