"""Opens and closes descriptors without end, in many processes that hold hundreds.

Verdict: TIMED_OUT OVER_LIMIT CRASHED
"""

import os

N = 40


def squares(square, numbers):
    kept = [os.pipe() for _ in range(400)]
    for _ in range(N):
        if os.fork() == 0:
            break
    while True:
        os.close(os.open("/proc/self/stat", os.O_RDONLY))
    return kept
