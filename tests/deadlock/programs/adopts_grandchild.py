"""os.wait returns for a grandchild that came to the caller when its parent ended."""

import ctypes
import os
import time


def go():
    libc = ctypes.CDLL(None)
    libc.prctl(36, 1, 0, 0, 0)
    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(0.6)
        os._exit(0)
    os.wait()
    os.wait()
    libc.prctl(36, 0, 0, 0, 0)
    return "ended"
