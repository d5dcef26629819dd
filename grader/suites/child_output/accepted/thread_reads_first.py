"""A thread reads while the caller waits."""

import os
import threading
from multiprocessing import get_context


def child_output(produce):
    r, w = os.pipe()
    process = get_context("fork").Process(target=produce, args=(w,))
    process.start()
    os.close(w)
    found = bytearray()

    def read():
        while part := os.read(r, 65536):
            found.extend(part)

    thread = threading.Thread(target=read)
    thread.start()
    process.join()
    thread.join()
    os.close(r)
    return bytes(found), process.exitcode
