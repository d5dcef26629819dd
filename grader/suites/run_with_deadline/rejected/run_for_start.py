"""Misconception: `run()` starts the process. It runs the target in the caller; `join()` then refuses: nothing was started.

Caught by: a target that returns at once; AssertionError "can only join a started process". Verdict: CRASHED for that check
(a target that sleeps for ever: TIMED_OUT). Diagnosis: run-for-start.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.run()
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
