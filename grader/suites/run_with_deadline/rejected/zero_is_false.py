"""Misconception: `if p.exitcode:` asks whether the process has ended. Exit code 0 counts as "still running".

Caught by: a target that returns at once, a deadline of many seconds; the answer is ("terminated", 0) instead of
("done", 0), while exit code 5 is right. Verdict: FAILED. Diagnosis: zero-is-false.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if p.exitcode:
        return ("done", p.exitcode)
    p.terminate()
    p.join(grace)
    if p.exitcode is not None:
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
