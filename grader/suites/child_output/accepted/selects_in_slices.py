"""Looks at the pipe and at the child in turn, a hundredth of a second each; the pipe does not block."""

import os
import select


def run(produce, into):
    try:
        produce(into)
    except SystemExit as end:
        return 0 if end.code is None else end.code if isinstance(end.code, int) else 1
    except BaseException:
        return 1
    return 0


def child_output(produce):
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(out)
            code = run(produce, into)
        finally:
            os._exit(code & 255)
    os.close(into)
    os.set_blocking(out, False)
    data, status, over = b"", None, False
    while not over or status is None:
        if status is None:
            ended, found = os.waitpid(pid, os.WNOHANG)
            if ended:
                status = found
        if not over and select.select([out], [], [], 0.01)[0]:
            piece = os.read(out, 65536)
            over = not piece
            data += piece
    os.close(out)
    return data, os.waitstatus_to_exitcode(status)
