"""Wrong: keeps the write end open while it reads."""

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
    with open(r, "rb") as pipe:
        data = pipe.read()
    os.close(w)
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
