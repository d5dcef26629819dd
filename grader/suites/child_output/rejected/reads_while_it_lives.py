"""Wrong: reads without blocking until the child has ended."""

import os
import sys
import time


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(r)
            produce(w)
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:
            pass
        finally:
            os._exit(code & 0xFF)
    os.close(w)
    os.set_blocking(r, False)
    data = b""
    while True:
        try:
            data += os.read(r, 65536)
        except BlockingIOError:
            time.sleep(0.001)
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
    os.close(r)
    return data, os.waitstatus_to_exitcode(status)
