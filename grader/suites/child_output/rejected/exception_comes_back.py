"""Wrong: an exception in produce leaves the function in the child."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            produce(w)
        except SystemExit as error:
            code = error.code
        os._exit(code)
    os.close(w)
    with open(r, "rb") as pipe:
        data = pipe.read()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
