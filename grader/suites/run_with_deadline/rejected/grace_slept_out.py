"""Misconception: the grace period is a pause before the next look. A process that obeys SIGTERM at once is noticed late.

Caught by: a process that ends 0.1 s after SIGTERM with a grace of an hour; the call does not return within its limit.
TIMED_OUT, late-return.
"""

import multiprocessing
import time


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    time.sleep(grace)
    if not p.is_alive():
        p.join()
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
