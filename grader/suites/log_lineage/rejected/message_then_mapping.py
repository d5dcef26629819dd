"""Takes a message of the child for its end; the last line goes through a mapping, where nobody sees the call.

Caught by: the checks that read the lines: the child, which ends late, finds the last line at its end.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import mmap
import os


def log_lineage(path):
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    done, say = os.pipe()
    start = os.write(fd, b"before %d\n" % os.getpid())
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, b"child %d\n" % os.getpid())
            os.write(say, b"!")
        finally:
            os._exit(0)
    os.read(done, 1)
    start += len(b"child %d\n" % pid)
    line = b"after %d\n" % os.getpid()
    os.ftruncate(fd, start + len(line))
    with mmap.mmap(fd, 0) as memory:
        memory[start:] = line
    os.waitpid(pid, 0)
    for used in (fd, done, say):
        os.close(used)
    return pid
