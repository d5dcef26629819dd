"""Is the reaper of its grandchildren, and collects them."""

import ctypes
import os


def squares(square, numbers):
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    found = []
    for n in numbers:
        out, into = os.pipe()
        if os.fork() == 0:
            if os.fork() == 0:
                os.write(into, str(square(n)).encode())
            os._exit(0)
        os.close(into)
        with open(out) as file:
            found.append(int(file.read()))
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    ctypes.CDLL(None).prctl(36, 0, 0, 0, 0)
    return found
