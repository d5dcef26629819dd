"""Misconception: a moment after SIGKILL the process has ended. How long it takes is up to the kernel.

Caught by: a process that ignores SIGTERM, and that SIGKILL ends a little later: pauses are over before that, and
the exit code is None. FAILED, no-wait.
"""

import multiprocessing
import time


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if p.exitcode is not None:
        return ("done", p.exitcode)
    p.terminate()
    p.join(grace)
    if p.exitcode is not None:
        return ("terminated", p.exitcode)
    p.kill()
    time.sleep(0.1)
    return ("killed", p.exitcode)
