"""Wrong: an exception whose text cannot be made escapes from the line that prints it."""

from __future__ import annotations

import os
import sys


def child_output(produce):
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        try:
            produce(write_end)
            code = 0
        except SystemExit as leave:
            code = 0 if leave.code is None else leave.code if isinstance(leave.code, int) else 1
        except BaseException as error:
            print("produce failed:", error, file=sys.stderr)
            code = 1
        os._exit(code)
    os.close(write_end)
    with open(read_end, "rb") as pipe:
        data = pipe.read()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
