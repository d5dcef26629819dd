"""Looks like Managers with very deep stacks: the grader asks where they are.

Verdict: TIMED_OUT DEADLOCKED OVER_LIMIT CRASHED LEAKED
"""

import os
import socket
import sys
import tempfile
import threading


def down(depth, last):
    if depth:
        return down(depth - 1, last)
    return last()


def squares(square, numbers):
    sys.setrecursionlimit(210_000)
    folder = tempfile.mkdtemp(prefix="pymp-")
    for n in range(6):
        pid = os.fork()
        if pid == 0:
            os.chdir(folder)  # the path of a socket has to be short
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(f"./../{os.path.basename(folder)}/l{n}")
            listener.listen()
            lock = threading.Lock()
            lock.acquire()
            threading.Thread(target=lock.acquire).start()
            down(200_000, lock.acquire)
    os.waitpid(pid, 0)
