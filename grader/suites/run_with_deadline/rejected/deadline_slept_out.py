"""Misconception: waiting up to `deadline` seconds is sleeping `deadline` seconds. The answer is right but always late.

Caught by: a process that returns at once with a deadline of an hour; the call does not return within its limit.
TIMED_OUT, late-return.
"""

import multiprocessing
import time


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    time.sleep(deadline)
    if not p.is_alive():
        p.join()
        return ("done", p.exitcode)
    p.terminate()
    p.join(grace)
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
