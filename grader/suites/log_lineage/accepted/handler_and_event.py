"""Right: a handler of SIGCHLD sets an event, and the parent waits for it in slices; then it collects."""

import os
import signal
import threading


def log_lineage(path):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    os.writev(fd, [b"before ", str(os.getpid()).encode(), b"\n"])
    moved = threading.Event()
    before = signal.signal(signal.SIGCHLD, lambda number, frame: moved.set())
    pid = os.fork()
    if pid == 0:
        try:
            os.writev(fd, [b"child ", str(os.getpid()).encode(), b"\n"])
            os.fsync(fd)
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os._exit(0)
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        moved.wait(0.1)
    signal.signal(signal.SIGCHLD, before)
    os.writev(fd, [b"after ", str(os.getpid()).encode(), b"\n"])
    os.close(fd)
    return pid
