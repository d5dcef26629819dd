"""Wrong: the signal may come between the look at the list and the pause, which then never ends."""

import os
import signal


def run_isolated(fn):
    told = []
    before = signal.signal(signal.SIGCHLD, lambda *_: told.append(True))
    try:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                fn()
                code = 0
            except SystemExit as end:
                code = 0 if end.code is None else end.code & 0xFF if isinstance(end.code, int) else 1
            except BaseException:
                pass
            finally:
                os._exit(code)
        ended, status = os.waitpid(pid, os.WNOHANG)
        while not ended:
            if not told:
                signal.pause()
            told.clear()
            ended, status = os.waitpid(pid, os.WNOHANG)
    finally:
        signal.signal(signal.SIGCHLD, before)
    if os.WIFSIGNALED(status):
        return "signal", os.WTERMSIG(status)
    return "exit", os.WEXITSTATUS(status)
