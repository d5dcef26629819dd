"""Believes that it has waited for the child when it has given up the CPU often enough.

Caught by: every check. Who gives up the CPU 100,000 times takes more steps than an order has.
Verdict: TIMED_OUT.
"""

import os


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    for _ in range(100000):
        os.sched_yield()
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
