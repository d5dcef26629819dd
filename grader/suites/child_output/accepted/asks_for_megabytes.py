"""Different: asks for megabytes at once, and has large numbers that say nothing of what comes."""

import os
import sys

BIG = 2_000_000
LARGEST_REPORT = 1 << 20
USUAL_REPORT = 1_500_000


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
            code = 0 if e.code is None else e.code if isinstance(e.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code & 0xFF)
    os.close(w)
    parts = []
    while True:
        piece = os.read(r, BIG)
        if not piece:
            break
        parts.append(piece)
    os.close(r)
    return b"".join(parts), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
