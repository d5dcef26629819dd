"""Wrong: takes any child that has ended, in the order in which they end."""

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
    return [os.waitstatus_to_exitcode(os.wait()[1]) for _ in pids]
