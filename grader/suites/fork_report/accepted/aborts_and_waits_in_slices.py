"""Right: the child aborts; the parent waits in sigtimedwait, a second at a time."""

import os
import signal


def fork_report(fd):
    old = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, b"child 0 %d %d\n" % (os.getpid(), os.getppid()))
            os.abort()
        finally:
            os._exit(1)
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        signal.sigtimedwait([signal.SIGCHLD], 1.0)
    signal.pthread_sigmask(signal.SIG_SETMASK, old)
    os.write(fd, b"parent %d %d\n" % (pid, os.getpid()))
    return pid
