"""Children in a process group of their own, any of which is waited for."""

import os


def fan_out(n, task):
    if n == 0:
        return []
    group, numbers = 0, {}
    for number in range(n):
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, group)
            code = 1
            try:
                code = task(number)
            finally:
                os._exit(code)
        group = group or pid
        try:
            os.setpgid(pid, group)
        except (PermissionError, ProcessLookupError):
            pass
        numbers[pid] = number
    codes = [0] * n
    for _ in range(n):
        pid, status = os.waitpid(-group, 0)
        codes[numbers[pid]] = status >> 8
    return codes
