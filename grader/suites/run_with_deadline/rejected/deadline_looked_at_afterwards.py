"""Misconception: a deadline can be checked after `join()`. `join()` without a limit waits for as long as the process runs.

Caught by: a process that runs on until SIGTERM comes; it never comes, and after 4 s the process leaves by itself.
FAILED, no-deadline.
"""

import multiprocessing
import time


def run_with_deadline(target, args, deadline, grace):
    started = time.time()
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join()
    if time.time() - started <= deadline:
        return ("done", p.exitcode)
    if p.is_alive():
        p.terminate()
        p.join(grace)
        if p.is_alive():
            p.kill()
            p.join()
            return ("killed", p.exitcode)
    return ("terminated", p.exitcode)
