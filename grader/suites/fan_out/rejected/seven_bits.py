"""Wrong: takes exit codes from 128 on for signals."""

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
    codes = []
    for pid in pids:
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        codes.append(code if code < 128 else 128 - code)
    return codes
