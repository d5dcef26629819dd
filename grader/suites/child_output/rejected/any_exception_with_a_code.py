"""Wrong: takes the code of every exception that has one, not of SystemExit only."""

from __future__ import annotations

import os


def child_output(produce):
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            os.close(read_end)
            produce(write_end)
        except BaseException as error:
            told = getattr(error, "code", 1)
            code = 0 if told is None else told if isinstance(told, int) else 1
        finally:
            os._exit(code)
    os.close(write_end)
    with open(read_end, "rb") as pipe:
        data = pipe.read()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
