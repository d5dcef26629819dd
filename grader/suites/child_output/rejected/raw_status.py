"""Wrong: takes the wait status for the exit code."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            produce(w)
            code = 0
        except SystemExit as error:
            code = error.code
        finally:
            os._exit(code)
    os.close(w)
    with open(r, "rb") as pipe:
        data = pipe.read()
    return data, os.waitpid(pid, 0)[1]
