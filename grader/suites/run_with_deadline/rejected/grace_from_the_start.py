"""Misconception: both limits count from the start. Who is slow has used up its grace before it is asked.

Caught by: a grace that is shorter than the deadline. FAILED, no-grace.
"""

import multiprocessing
import time


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    start = time.monotonic()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    p.join(max(0.0, start + grace - time.monotonic()))
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
