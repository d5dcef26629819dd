"""Wrong: the bytes are to come back as they are, line ends included."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(r)
            produce(w)
            code = 0
        except SystemExit as e:
            code = e.code or 0
        finally:
            os._exit(code)
    os.close(w)
    with os.fdopen(r, "rb") as file:
        data = file.read().strip()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
