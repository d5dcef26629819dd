"""Misconception: a grace may be counted in tenths of a second. It takes the next whole step.

Caught by: a virtual clock; SIGKILL comes at the end of a step. FAILED, rounded-limit.
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
    waited = 0.0
    while p.is_alive() and waited < grace:
        time.sleep(0.1)
        waited += 0.1
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
