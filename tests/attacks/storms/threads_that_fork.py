"""Has thousands of zombies, and threads that fork and end: at each end the grader looks at all of them.

Verdict: TIMED_OUT OVER_LIMIT CRASHED
"""

import os
import threading


def fork():
    if os.fork() == 0:
        os._exit(0)


def squares(square, numbers):
    for _ in range(3000):
        fork()
    while True:
        threads = [threading.Thread(target=fork) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
