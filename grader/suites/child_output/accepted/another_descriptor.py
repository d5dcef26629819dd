"""The child writes through standard output, which it makes the pipe; the caller waits with a pidfd."""

from __future__ import annotations

import os
from collections.abc import Callable
from select import select


def child_output(produce: Callable[[int], None]) -> tuple[bytes, int]:
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(out)
            os.dup2(into, 1)
            os.close(into)
            produce(1)
            code = 0
        except SystemExit as error:
            code = 0 if error.code is None else error.code if isinstance(error.code, int) else 1
        finally:
            os._exit(code)
    os.close(into)
    with open(out, "rb") as pipe:
        data = pipe.read()
    watch = os.pidfd_open(pid)
    select([watch], [], [])
    os.close(watch)
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
