"""Sends half a message.

Verdict: FORBIDDEN CRASHED
"""

import os


def squares(square, numbers):
    for fd in range(3, 64):
        try:
            os.write(fd, b'+{"answer":')
        except OSError:
            pass
    os._exit(0)
