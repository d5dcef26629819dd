"""Is the reaper of its grandchildren, and collects them."""

import ctypes
import os


def squares(square, numbers):
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    found = []
    for n in numbers:
        out, into = os.pipe()
        tell, told = os.pipe()
        child = os.fork()
        if child == 0:
            grandchild = os.fork()
            if grandchild == 0:
                os.write(into, str(square(n)).encode())
            else:
                os.write(told, str(grandchild).encode())
            os._exit(0)
        os.close(into)
        os.close(told)
        os.waitpid(child, 0)
        with open(tell) as file:
            os.waitpid(int(file.read()), 0)
        with open(out) as file:
            found.append(int(file.read()))
    ctypes.CDLL(None).prctl(36, 0, 0, 0, 0)
    return found
