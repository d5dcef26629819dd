"""Forks by hand, and lets a target that calls sys.exit() without a number end with 1.

A Process whose target does so has exit code 0.

Caught by: a check with a target that calls sys.exit(). Passes elsewhere.
Verdict: FAILED. Diagnosis: system-exit-is-failure.
"""

import os
import signal
import sys
import time
import traceback


def wait_for(pid, seconds):
    """The exit code, or None if the child still runs after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found == pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= end:
            return None
        time.sleep(0.005)


def child(target, args):
    try:
        target(*args)
    except SystemExit as e:
        if isinstance(e.code, int):
            return e.code & 0xFF
        print(e.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def run_with_deadline(target, args, deadline, grace):
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = child(target, args)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)

    code = wait_for(pid, deadline)
    if code is not None:
        return ("done", code)
    os.kill(pid, signal.SIGTERM)
    code = wait_for(pid, grace)
    if code is not None:
        return ("terminated", code)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return ("killed", os.waitstatus_to_exitcode(status))
