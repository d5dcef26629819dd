"""Misconception: `args` always needs a pair of parentheses and a comma. The tuple becomes the one argument of the target.

Caught by: a target of two parameters that exits with their sum; it gets one tuple, ends with a TypeError and the answer is
("done", 1). Verdict: FAILED. Diagnosis: args-wrapped.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=(args,))
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
