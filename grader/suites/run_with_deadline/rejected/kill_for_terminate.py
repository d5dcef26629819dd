"""Misconception: `kill()` and `terminate()` are two names for one thing. The process never gets the chance to tidy up.

Caught by: a process that needs a moment after SIGTERM, an hour of grace; the answer is ("terminated", -9). FAILED,
kill-without-term.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.kill()
    p.join(grace)
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
