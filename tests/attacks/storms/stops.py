"""Stops and continues its children without end.

Verdict: TIMED_OUT OVER_LIMIT
"""

import os
import signal
import time


def squares(square, numbers):
    pids = []
    for _ in range(20):
        pid = os.fork()
        if pid == 0:
            while True:
                time.sleep(0.0001)
        pids.append(pid)
    while True:
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in pids:
                os.kill(pid, number)
