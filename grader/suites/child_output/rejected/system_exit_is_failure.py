"""Wrong: takes every exception for a failure, sys.exit included."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            produce(w)
        except BaseException:
            os._exit(1)
        os._exit(0)
    os.close(w)
    with open(r, "rb") as pipe:
        data = pipe.read()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
