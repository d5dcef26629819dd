"""Misconception: the child of `os.fork` ends when its branch does. It goes on and returns to the caller a second time.

Caught by: a target that returns at once; a forked child comes back out of the function by return. Verdict: ESCAPED.
Diagnosis: no-exit-in-child.
"""

import os
import signal
import sys
import time
import traceback


def ended(pid, seconds):
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
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
        return ("done", code)
    over, code = ended(pid, deadline)
    if over:
        return ("done", code)
    os.kill(pid, signal.SIGTERM)
    over, code = ended(pid, grace)
    if over:
        return ("terminated", code)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return ("killed", os.waitstatus_to_exitcode(status))
