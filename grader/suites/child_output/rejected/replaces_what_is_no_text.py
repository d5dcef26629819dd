"""Wrong: replaces bytes that are no text."""

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
    with os.fdopen(r, "r", encoding="utf-8", errors="replace", newline="") as f:
        text = f.read()
    _, status = os.waitpid(pid, 0)
    return text.encode("utf-8"), os.WEXITSTATUS(status)
