"""Wrong: takes one read for everything."""

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
    data = os.read(r, 65536)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(r)
    return data, code
