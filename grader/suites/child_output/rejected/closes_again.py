"""Wrong: takes the failure to close a closed descriptor for a failure of produce."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            produce(w)
            os.close(w)
            code = 0
        except SystemExit as error:
            code = error.code
        finally:
            os._exit(code)
    os.close(w)
    with open(r, "rb") as pipe:
        data = pipe.read()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
