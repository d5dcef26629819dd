"""Believes that a child that says it is done has ended, and collects it only after its own line.

Caught by: the check of the order, where an end comes as late as can be.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os


def fork_report(fd):
    done, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os.write(say, b"done")
        os._exit(0)
    os.close(say)
    os.read(done, 4)
    os.close(done)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
