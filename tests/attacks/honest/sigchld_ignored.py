"""SIGCHLD is ignored meanwhile, so that the kernel collects the children."""

import os
import signal


def squares(square, numbers):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    found = []
    for n in numbers:
        out, into = os.pipe()
        if (pid := os.fork()) == 0:
            os.write(into, str(square(n)).encode())
            os._exit(0)
        os.close(into)
        with open(out) as file:
            found.append(int(file.read()))
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
    signal.signal(signal.SIGCHLD, before)
    return found
