"""Wrong: SIGCHLD says that some child has ended, which may be another one of the caller's.

Caught by: a child of the caller that ends during the call. FAILED, ignores-other-children.
"""

from __future__ import annotations
import os
import signal


def fork_report(fd):
    old = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    signal.sigwait([signal.SIGCHLD])
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    signal.pthread_sigmask(signal.SIG_SETMASK, old)
    return pid
