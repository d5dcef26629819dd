"""Stops reading when nothing has come for a second.

Caught by: the checks whose child takes its time.
Verdict: FAILED. Diagnosis: limit-for-end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from select import select


def child_output(produce: Callable[[int], None]) -> tuple[bytes, int]:
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(out)
            produce(into)
            code = 0
        except SystemExit as error:
            code = 0 if error.code is None else error.code if isinstance(error.code, int) else 1
        finally:
            sys.stdout.flush()
            os._exit(code)
    os.close(into)
    data = b""
    while select([out], [], [], 1.0)[0]:
        piece = os.read(out, 65536)
        if not piece:
            break
        data += piece
    os.close(out)
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
