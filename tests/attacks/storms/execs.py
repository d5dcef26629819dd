"""Execs without end, each time with a very long command line and environment.

Verdict: TIMED_OUT OVER_LIMIT CRASHED FAILED
"""

import os


def squares(square, numbers):
    big = {f"NAME{n}": "x" * 120_000 for n in range(12)}
    for _ in range(6):
        if os.fork() == 0:
            break
    line = 'exec /bin/sh -c "$0" "$0" "$1"'
    os.execve("/bin/sh", ["sh", "-c", line, line, "y" * 100_000], big)
