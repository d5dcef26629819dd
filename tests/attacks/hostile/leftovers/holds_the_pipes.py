"""A process keeps standard output open.

Verdict: CRASHED LEAKED
"""

import os
import time


def squares(square, numbers):
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)
        os._exit(0)
    os._exit(0)
