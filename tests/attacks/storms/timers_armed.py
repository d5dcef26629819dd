"""Arms timers without end, from many threads: each call is told to the grader.

Verdict: TIMED_OUT OVER_LIMIT
"""

import signal
import threading

N = 40


def arm():
    while True:
        signal.setitimer(signal.ITIMER_REAL, 1000)


def squares(square, numbers):
    for _ in range(N):
        threading.Thread(target=arm).start()
    arm()
