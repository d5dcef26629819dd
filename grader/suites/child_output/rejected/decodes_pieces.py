"""Wrong: decodes each piece that it reads."""

import os
import sys


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            os.close(r)
            produce(w)
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else (0 if e.code is None else 1)
        except BaseException:
            code = 1
        os._exit(code)
    os.close(w)
    parts = []
    while chunk := os.read(r, 65536):
        parts.append(chunk.decode())
    os.close(r)
    _, status = os.waitpid(pid, 0)
    return "".join(parts).encode(), os.WEXITSTATUS(status)
