"""Makes names through a chain of thousands of links, from many threads.

Verdict: FAILED TIMED_OUT OVER_LIMIT CRASHED
"""

import os
import threading

N = 40


def make():
    while True:
        for path in ("l2999/x", "a/" * 1900 + "x"):
            try:
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
            except OSError:
                pass


def squares(square, numbers):
    os.mkdir("a")
    os.symlink("..", "a/a")
    os.symlink("a", "l0")
    for n in range(1, 3000):
        os.symlink(f"l{n - 1}", f"l{n}")
    for _ in range(N):
        threading.Thread(target=make).start()
    make()
