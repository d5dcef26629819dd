"""Waits for the child for half a minute at most: a handler of SIGALRM gives up.

Caught by: the check of the order, whose child begins later than that.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os
import signal


class Late(Exception):
    pass


def give_up(number, frame):
    raise Late


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(30)
    try:
        os.waitpid(pid, 0)
        pid_left = 0
    except Late:
        pid_left = pid
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    if pid_left:
        os.waitpid(pid_left, 0)
    return pid
