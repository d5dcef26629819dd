"""Wrong: looks once whether the child has ended, and does not wait."""

import os


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    os.waitpid(pid, os.WNOHANG)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
