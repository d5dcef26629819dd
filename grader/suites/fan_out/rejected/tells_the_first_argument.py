"""Wrong: tells why the task failed, and an exception without a text has no first argument."""

import os
import sys


def fan_out(n, task):
    pids = []
    for number in range(n):
        pid = os.fork()
        if pid == 0:
            try:
                code = task(number)
            except Exception as error:
                print(error.args[0], file=sys.stderr)
                code = 1
            os._exit(code)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
