"""Wrong: calls a single task in the caller."""
import os


def fan_out(n, task):
    if n == 1:
        try:
            return [task(0)]
        except Exception:
            return [1]
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
    return [os.waitstatus_to_exitcode(os.waitpid(p, 0)[1]) for p in pids]
