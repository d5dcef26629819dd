"""Wrong: while SIGCHLD is ignored the kernel collects every child that ends, the caller's other ones as well.

Caught by: a child of the caller that ends during the call. FAILED, ignores-other-children.
"""

from __future__ import annotations
import os, signal

def log_lineage(path):
    with open(path, "w") as f:
        f.write(f"before {os.getpid()}\n")
    old = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as f:
            f.write(f"child {os.getpid()}\n")
        os._exit(0)
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
    signal.signal(signal.SIGCHLD, old)
    with open(path, "a") as f:
        f.write(f"after {os.getpid()}\n")
    return pid
