"""A child reads it and prints it.

Verdict: FAILED CRASHED
Needs: walls
"""

import os


def squares(square, numbers):
    pid = os.fork()
    if pid == 0:
        os.system("cat {CANARY}")
        os._exit(0)
    os.waitpid(pid, 0)
    return 42
