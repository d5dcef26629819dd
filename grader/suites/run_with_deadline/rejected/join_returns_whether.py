"""Misconception: `join(timeout)` returns whether the process has ended. It always returns None, so every process is "too late".

Caught by: a target that exits with 5 at once, a deadline of many seconds; the answer is ("terminated", 5) instead of
("done", 5). Verdict: FAILED. Diagnosis: join-returns-none.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    if p.join(deadline):
        return ("done", p.exitcode)
    p.terminate()
    p.join(grace)
    if p.exitcode is None:
        p.kill()
        p.join()
        return ("killed", p.exitcode)
    return ("terminated", p.exitcode)
