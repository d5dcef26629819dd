"""Misconception: the exit code tells who ended the process. One that ends itself by a signal is not "terminated" or "killed".

Caught by: a process that sends SIGTERM or SIGKILL to itself at once, a deadline of an hour; the answer is
("terminated", -15). FAILED, label-from-exitcode.
"""

import multiprocessing
import signal


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    asked = False
    if p.is_alive():
        asked = True
        p.terminate()
        p.join(grace)
    if p.is_alive():
        p.kill()
        p.join()
    if p.exitcode == -signal.SIGKILL:
        return ("killed", p.exitcode)
    if asked or p.exitcode == -signal.SIGTERM:
        return ("terminated", p.exitcode)
    return ("done", p.exitcode)
