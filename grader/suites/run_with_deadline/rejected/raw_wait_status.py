"""Misconception: `waitpid` returns the exit code. It returns a status word: exit code 3 is 768, SIGTERM is 15.

Caught by: a target that exits with 3; the answer is ("done", 768). Verdict: FAILED. Diagnosis: raw-status.
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
            return True, status
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
    over, code = ended(pid, deadline)
    if over:
        return ("done", code)
    os.kill(pid, signal.SIGTERM)
    over, code = ended(pid, grace)
    if over:
        return ("terminated", code)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return ("killed", status)
