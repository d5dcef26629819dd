"""Wrong: a handler of SIGCHLD may interrupt the call that has just collected the child."""

import os
import signal


def fork_report(fd):
    ended = []
    mine = []

    def collect(number, frame):
        if mine and not ended:
            found, _ = os.waitpid(mine[0], os.WNOHANG)
            if found:
                ended.append(found)

    before = signal.signal(signal.SIGCHLD, collect)
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    mine.append(pid)
    collect(0, None)
    while not ended:
        os.sched_yield()
    signal.signal(signal.SIGCHLD, before)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
