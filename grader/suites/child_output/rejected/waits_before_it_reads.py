"""Wrong: waits for the end of the child before it reads."""

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
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with open(r, "rb") as pipe:
        return pipe.read(), code
