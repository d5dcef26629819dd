"""Misconception: `Process(target=target(*args))` runs the target in the process. It runs before, in the caller.

Caught by: every target observes its process; it is the caller's. FAILED, no-real-process.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target(*args))
    p.start()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    p.join(grace)
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
