"""Right: the file is mapped by both, and only the parent knows where the lines go."""

import mmap
import os


def log_lineage(path):
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    os.truncate(fd, mmap.PAGESIZE)
    with mmap.mmap(fd, mmap.PAGESIZE) as memory:
        first = b"before %d\n" % os.getpid()
        memory[: len(first)] = first
        pid = os.fork()
        if pid == 0:
            try:
                line = b"child %d\n" % os.getpid()
                memory[len(first) : len(first) + len(line)] = line
            finally:
                os._exit(0)
        ended = os.pidfd_open(pid)
        os.waitid(os.P_PIDFD, ended, os.WEXITED)
        os.close(ended)
        last = b"child %d\nafter %d\n" % (pid, os.getpid())
        size = len(first) + len(last)
        memory[len(first) + len(b"child %d\n" % pid) : size] = b"after %d\n" % os.getpid()
    os.truncate(fd, size)
    os.close(fd)
    return pid
