"""Wrong: while SIGCHLD is ignored the kernel collects every child that ends, the caller's other ones as well.

Caught by: a child of the caller that ends during the call. FAILED, ignores-other-children.
"""

from __future__ import annotations
import os
import signal


def fork_report(fd):
    old = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
    signal.signal(signal.SIGCHLD, old)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
