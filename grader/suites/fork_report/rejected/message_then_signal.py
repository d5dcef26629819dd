"""Takes a message of the child, and a second more, for its end; the child ends itself by SIGKILL.

Caught by: the check of the order, where an end comes late however it comes.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os
import signal


def fork_report(fd):
    done, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
            os.write(say, b"done")
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(0)
    os.close(say)
    os.read(done, 4)
    os.close(done)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
