"""Polls each child with WNOHANG."""

import os
import time


def fan_out(n, task):
    pids = {}
    for number in range(n):
        pid = os.fork()
        if not pid:
            try:
                code = task(number)
            except BaseException:
                code = 1
            os._exit(code)
        pids[pid] = number
    codes = {}
    while len(codes) < n:
        for pid, number in pids.items():
            if number in codes:
                continue
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                codes[number] = os.WEXITSTATUS(status)
        time.sleep(0.001)
    return [codes[number] for number in range(n)]
