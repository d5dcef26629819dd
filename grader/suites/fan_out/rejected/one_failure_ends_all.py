"""Wrong: one child's code is no reason to end the others."""

import os
import signal


def fan_out(n, task):
    pids = []
    for i in range(n):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = task(i)
            finally:
                os._exit(code)
        pids.append(pid)
    codes = []
    for at, pid in enumerate(pids):
        codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        if codes[-1]:
            for other in pids[at + 1 :]:
                os.kill(other, signal.SIGTERM)
    return codes
