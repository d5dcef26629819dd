"""Wrong: does not wait for the last child."""
import os


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
    codes = [0] * n
    for i in range(n - 1):
        codes[i] = os.waitstatus_to_exitcode(os.waitpid(pids[i], 0)[1])
    return codes
