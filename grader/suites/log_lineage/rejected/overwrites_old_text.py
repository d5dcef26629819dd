"""Wrong: writes over the old text and leaves the rest of it."""

import os


def log_lineage(path):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.write(fd, b"before %d\n" % os.getpid())
    pid = os.fork()
    if pid == 0:
        os.write(fd, b"child %d\n" % os.getpid())
        os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, b"after %d\n" % os.getpid())
    os.close(fd)
    return pid
