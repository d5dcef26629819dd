"""SIGCHLD is ignored meanwhile, so that the kernel collects the children."""

import contextlib
import os
import signal


def squares(square, numbers):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    found, pids = [], []
    for n in numbers:
        out, into = os.pipe()
        if (pid := os.fork()) == 0:
            os.write(into, str(square(n)).encode())
            os._exit(0)
        os.close(into)
        pids.append(pid)
        with open(out) as file:
            found.append(int(file.read()))
    for pid in pids:  # what a child has written may be read before it has ended
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    signal.signal(signal.SIGCHLD, before)
    return found
