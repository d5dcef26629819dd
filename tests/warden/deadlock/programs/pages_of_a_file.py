"""A large file is written, mapped, and sent through a pipe."""

import mmap
import os
from multiprocessing import Process


def work(into):
    with open("large", "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        os.write(into, memoryview(data)[:])


def go():
    with open("large", "wb") as file:
        for _ in range(30):
            file.write(os.urandom(1 << 20))
    out, into = os.pipe()
    child = Process(target=work, args=(into,))
    child.start()
    os.close(into)
    size = 0
    while data := os.read(out, 1 << 20):
        size += len(data)
    child.join()
    os.close(out)
    os.unlink("large")
    return "ended" if size == 30 << 20 else size
