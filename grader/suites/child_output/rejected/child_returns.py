"""Wrong: the child is not ended."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(r)
        produce(w)
        return b"", 0
    os.close(w)
    with open(r, "rb") as pipe:
        data = pipe.read()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
