"""Wrong: reads a mebibyte at most, and takes that for everything."""

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
        except SystemExit as error:
            code = 0 if error.code is None else error.code if isinstance(error.code, int) else 1
        finally:
            os._exit(code)
    os.close(w)
    with open(r, "rb") as pipe:
        data = pipe.read(1 << 20)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return data, code
