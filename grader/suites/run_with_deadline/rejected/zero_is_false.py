"""Misconception: `if p.exitcode:` asks whether the process has ended. Exit code 0 counts as "still running".

Caught by: a process that returns at once, a deadline of an hour; the answer is ("terminated", 0), while exit code n
is right. FAILED, zero-is-false.
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
