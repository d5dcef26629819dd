"""Reads without blocking, again and again, until the end of file."""

import contextlib
import os
import time


def child_output(produce):
    r, w = os.pipe()
    os.set_blocking(r, False)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            produce(w)
            code = 0
        except SystemExit as error:
            code = int(error.code or 0)
        except BaseException:
            pass
        os._exit(code)
    os.close(w)
    data = []
    while True:
        with contextlib.suppress(BlockingIOError):
            part = os.read(r, 1 << 20)
            if not part:
                break
            data.append(part)
            continue
        time.sleep(0.001)
    os.close(r)
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return b"".join(data), status >> 8
        time.sleep(0.001)
