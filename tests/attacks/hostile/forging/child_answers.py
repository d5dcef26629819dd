"""A child answers in the caller's place.

Verdict: FORBIDDEN FAILED
"""

import os


def squares(square, numbers):
    if (pid := os.fork()) == 0:
        for fd in range(3, 64):
            try:
                os.write(fd, b'.{"answer":{"value":[1,4,9]},"id":"x"}')
            except OSError:
                pass
        os._exit(0)
    os.waitpid(pid, 0)
    return 42
