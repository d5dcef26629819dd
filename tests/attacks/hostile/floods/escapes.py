"""Every child comes back.

Verdict: ESCAPED FAILED LEAKED
"""

import os


def squares(square, numbers):
    for _ in range(20):
        if os.fork() == 0:
            return 42
    return 42
