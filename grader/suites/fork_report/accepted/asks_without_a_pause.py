"""Right: asks again and again without a pause whether the child has ended."""

import os


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    while os.wait4(pid, os.WNOHANG)[0] == 0:
        pass
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
