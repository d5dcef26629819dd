"""Wrong: the first SIGCHLD is taken for the end of the child, and it also comes when the child is stopped.

Caught by: a child that is stopped for a while. FAILED, stopped-for-ended.
"""

from __future__ import annotations
import os, signal

def run_isolated(fn):
    old = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
        code = 1
        try:
            fn()
            code = 0
        except SystemExit as e:
            code = 0 if e.code is None else e.code & 255 if isinstance(e.code, int) else 1
        except BaseException:
            pass
        finally:
            os._exit(code)
    info = signal.sigwaitinfo([signal.SIGCHLD])
    signal.pthread_sigmask(signal.SIG_SETMASK, old)
    os.waitpid(pid, 0)
    return ("exit" if info.si_code == os.CLD_EXITED else "signal"), info.si_status
