"""A thread for each child forks it and waits for it."""

import os
import warnings
from concurrent.futures import ThreadPoolExecutor


def lead(number, task):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = task(number)
        finally:
            os._exit(code)
    _, status, _ = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status)


def fan_out(n, task):
    if n == 0:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with ThreadPoolExecutor(n) as pool:
            return list(pool.map(lead, range(n), [task] * n))
