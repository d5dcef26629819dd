"""Waits for SIGCHLD, which is blocked, in slices, and looks at every child after each."""

import os
import signal

CHILD = {signal.SIGCHLD}


def run(task, index):
    try:
        return task(index)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:
        return 1


def fan_out(n, task):
    before = signal.pthread_sigmask(signal.SIG_BLOCK, CHILD)
    try:
        pids = []
        for index in range(n):
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    code = run(task, index)
                finally:
                    os._exit(code)
            pids.append(pid)
        codes = {}
        while len(codes) < n:
            for pid in pids:
                if pid not in codes:
                    ended, status = os.waitpid(pid, os.WNOHANG)
                    if ended:
                        codes[pid] = os.waitstatus_to_exitcode(status)
            if len(codes) < n:
                signal.sigtimedwait(CHILD, 0.05)
        return [codes[pid] for pid in pids]
    finally:
        signal.sigtimedwait(CHILD, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
