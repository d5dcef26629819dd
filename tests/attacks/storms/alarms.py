"""Has a timer go off every microsecond, in several processes.

Verdict: TIMED_OUT OVER_LIMIT CRASHED
"""

import os
import signal


def squares(square, numbers):
    signal.signal(signal.SIGALRM, lambda *_: None)
    for _ in range(8):
        if os.fork() == 0:
            break
    signal.setitimer(signal.ITIMER_REAL, 1e-6, 1e-6)
    while True:
        pass
