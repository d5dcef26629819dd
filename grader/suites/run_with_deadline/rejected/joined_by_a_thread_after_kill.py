"""Misconception: it is enough that somebody waits. A thread does, but the function does not wait for the thread.

Caught by: a process that ignores SIGTERM, and that SIGKILL ends a little later: when the function returns, it is
still ending. The value is right. FAILED, no-wait.
"""

import multiprocessing
import threading


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
    threading.Thread(target=p.join, daemon=True).start()
    return ("killed", -9)
