"""Misconception: a piece that has nothing to show is the end of file. Only an empty one is.

Caught by: a line end that comes alone, between two words. FAILED short-read.
"""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(r)
        code = 1
        try:
            produce(w)
            code = 0
        except SystemExit as e:
            code = 0 if e.code is None else e.code if isinstance(e.code, int) else 1
        finally:
            os._exit(code & 0xFF)
    os.close(w)
    parts = b""
    while True:
        part = os.read(r, 4096)
        if not part.strip():
            break
        parts += part
    os.close(r)
    _, status = os.waitpid(pid, 0)
    return parts, os.waitstatus_to_exitcode(status)
