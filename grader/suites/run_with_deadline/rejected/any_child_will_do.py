"""Misconception: the first child that `waitpid(-1)` reports is mine. Another child of the caller is taken away from it.

Caught by: the caller has another child that has already exited and has not been waited for; its exit code is
taken for the process's. FAILED, wait-for-any.
"""

import os
import signal
import sys
import time
import traceback


def ended(seconds):
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(-1, os.WNOHANG)
        if found != 0:
            return True, os.waitstatus_to_exitcode(status)
        if time.monotonic() >= end:
            return False, None
        time.sleep(0.01)


def child(target, args):
    try:
        target(*args)
        return 0
    except SystemExit as e:
        if e.code is None:
            return 0
        return e.code & 0xFF if isinstance(e.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return 1


def run_with_deadline(target, args, deadline, grace):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = child(target, args)
        sys.stdout.flush()
        os._exit(code)
    over, code = ended(deadline)
    if over:
        return ("done", code)
    os.kill(pid, signal.SIGTERM)
    over, code = ended(grace)
    if over:
        return ("terminated", code)
    os.kill(pid, signal.SIGKILL)
    _, status = os.wait()
    return ("killed", os.waitstatus_to_exitcode(status))
