"""os.waitpid returns for a grandchild that came to the caller when its parent ended."""

import ctypes
import os
import time


def go():
    libc = ctypes.CDLL(None)
    libc.prctl(36, 1, 0, 0, 0)
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        grandchild = os.fork()
        if grandchild == 0:
            time.sleep(0.6)
        else:
            os.write(into, str(grandchild).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.waitpid(int(os.read(out, 99)), 0)
    os.close(out)
    os.close(into)
    libc.prctl(36, 0, 0, 0, 0)
    return "ended"
