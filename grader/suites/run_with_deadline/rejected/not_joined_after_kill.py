"""Misconception: after SIGKILL there is nothing to wait for. The process stays a zombie, or is still ending, on return.

Caught by: a process that ignores SIGTERM, and that SIGKILL ends a little later: when the function returns, it is
still ending. The value is right. FAILED, no-wait.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    p.join(grace)
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    return ("killed", -9)
