"""One descriptor with O_APPEND, shared by both."""

import os


def log_lineage(path):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    try:
        os.write(fd, b"before %d\n" % os.getpid())
        pid = os.fork()
        if pid == 0:
            os.write(fd, b"child %d\n" % os.getpid())
            os._exit(0)
        os.waitid(os.P_PID, pid, os.WEXITED)
        os.write(fd, b"after %d\n" % os.getpid())
    finally:
        os.close(fd)
    return pid
