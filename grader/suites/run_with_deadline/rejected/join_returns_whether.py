"""Misconception: `join(timeout)` returns whether the process has ended. It always returns None, so every process is "too late".

Caught by: a process that exits with n at once, a deadline of an hour; the answer is ("terminated", n). FAILED,
join-returns-none.
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
