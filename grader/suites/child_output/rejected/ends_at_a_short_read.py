"""Wrong: stops at the first read that gives less than it asked for."""

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
    data = b""
    while True:
        part = os.read(r, 4096)
        data += part
        if len(part) < 4096:
            break
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(r)
    return data, code
