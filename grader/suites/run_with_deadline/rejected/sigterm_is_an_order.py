"""Misconception: SIGTERM ends every process. One that ignores it is joined without a limit and never ends.

Caught by: a target that ignores SIGTERM and sleeps for ever, short deadline (long enough for it to say so first) and short grace; the call does not return.
Verdict: TIMED_OUT. Diagnosis: no-escalation.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    p.join()
    if p.exitcode == -9:
        return ("killed", p.exitcode)
    return ("terminated", p.exitcode)
