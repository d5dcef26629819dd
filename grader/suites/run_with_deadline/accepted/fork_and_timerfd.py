"""Different: `os.fork`; the time is up when a timer behind a descriptor (timerfd) has gone off."""

import ctypes
import os
import select
import signal
import sys
import time
import traceback

libc = ctypes.CDLL(None)


def run_with_deadline(target, args, deadline, grace):
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = _call(target, args)
        finally:
            os._exit(code)
    pidfd = os.pidfd_open(pid)
    try:
        how = "done"
        if not _ended(pidfd, deadline):
            how = "terminated"
            os.kill(pid, signal.SIGTERM)
            if not _ended(pidfd, grace):
                how = "killed"
                os.kill(pid, signal.SIGKILL)
    finally:
        os.close(pidfd)
    _, status = os.waitpid(pid, 0)
    return how, os.waitstatus_to_exitcode(status)


def _ended(pidfd, seconds):
    """`os.timerfd_create` from Python 3.13 on; a timer that is set to 0 would be none."""
    timer = libc.timerfd_create(time.CLOCK_MONOTONIC, os.O_CLOEXEC)
    try:
        first = divmod(max(1, round(seconds * 10**9)), 10**9)
        libc.timerfd_settime(timer, 0, (ctypes.c_int64 * 4)(0, 0, *first), None)
        readable, _, _ = select.select([pidfd, timer], [], [])
        return pidfd in readable
    finally:
        os.close(timer)


def _call(target, args):
    """What the interpreter makes of the end of a program, as an exit code."""
    code = 0
    try:
        target(*args)
    except SystemExit as leaving:
        if leaving.code is None:
            code = 0
        elif isinstance(leaving.code, int):
            code = leaving.code & 0xFF
        else:
            print(leaving.code, file=sys.stderr)
            code = 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code
