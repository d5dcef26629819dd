"""Wrong: keeps the codes of the last call in a default argument."""
import os


def fan_out(n, task, codes=[]):
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
    for pid in pids:
        codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    return codes
