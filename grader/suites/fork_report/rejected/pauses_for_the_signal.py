"""Wrong: the child may have ended before pause() begins to wait for its signal.

Caught by: an end that is told just before somebody waits to be told. DEADLOCKED, missed-wakeup.
"""

from __future__ import annotations
import os, signal

def fork_report(fd):
    old = signal.signal(signal.SIGCHLD, lambda *a: None)
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child 0 {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    signal.pause()
    signal.signal(signal.SIGCHLD, old)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
