"""Lets many processes wait for hundreds of pipes each, and one that computes stand aside.

Verdict: TIMED_OUT OVER_LIMIT DEADLOCKED
"""

import os
import select

N = 40


def squares(square, numbers):
    ends = [end for _ in range(480) for end in os.pipe()]
    if os.fork() == 0:
        while True:
            pass
    for _ in range(N):
        if os.fork() == 0:
            break
    poll = select.poll()
    for end in ends[::2]:
        poll.register(end, select.POLLIN)
    poll.poll()
