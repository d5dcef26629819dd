"""Wrong: the parent ends the child before it has waited for it."""

import os
import signal


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        os.write(fd, b"child 0 %d %d\n" % (os.getpid(), os.getppid()))
        while True:
            signal.pause()
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
    os.write(fd, b"parent %d %d\n" % (pid, os.getpid()))
    return pid
