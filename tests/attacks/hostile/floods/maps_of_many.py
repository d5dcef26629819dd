"""Has children that each fill a shared map of their own.

Verdict: OVER_LIMIT
As: an ordinary user, too
"""

import mmap
import time


from multiprocessing import Process


def fill():
    memory = mmap.mmap(-1, 200 << 20)
    for _ in range(200):
        memory.write(b"x" * (1 << 20))
    time.sleep(60)


def squares(square, numbers):
    for _ in range(8):
        Process(target=fill).start()
    time.sleep(60)
