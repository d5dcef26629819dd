"""Wrong: waits for any child, and drops those that it does not know."""

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
    codes = {}
    while len(codes) < n:
        pid, status = os.wait()
        if pid in pids:
            codes[pid] = os.waitstatus_to_exitcode(status)
    return [codes[pid] for pid in pids]
