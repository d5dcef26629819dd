"""Waits for the pipe and for a pidfd in one select."""

import os
import select


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            produce(w)
            status = 0
        except SystemExit as error:
            status = error.code
        finally:
            os._exit(status)
    os.close(w)
    end = os.pidfd_open(pid)
    data, waiting = b"", {r, end}
    while waiting:
        for fd in select.select(waiting, [], [])[0]:
            if fd == end:
                waiting.remove(end)
            elif part := os.read(r, 10_000):
                data += part
            else:
                waiting.remove(r)
    os.close(end)
    os.close(r)
    return data, os.WEXITSTATUS(os.waitpid(pid, 0)[1])
