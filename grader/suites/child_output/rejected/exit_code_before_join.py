"""Wrong: at the end of file the process need not have ended."""

import os
from multiprocessing import Process


def child_output(produce):
    r, w = os.pipe()
    process = Process(target=produce, args=(w,))
    process.start()
    os.close(w)
    with os.fdopen(r, "rb") as file:
        data = file.read()
    code = process.exitcode
    process.join()
    return data, code
