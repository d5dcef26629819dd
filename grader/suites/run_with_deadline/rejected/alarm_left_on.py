"""A timer of SIGALRM raises out of join(); who ends in time leaves it running.

Caught by: what is left in the caller after a process that ends by itself. FAILED, thread-left.
"""

from __future__ import annotations
import multiprocessing
import signal


class _Late(Exception):
    pass


def _late(*_):
    raise _Late


def run_with_deadline(target, args, deadline, grace):
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    before = signal.signal(signal.SIGALRM, _late)
    try:
        for word, limit, act in (("done", deadline, None), ("terminated", grace, process.terminate)):
            try:
                if act:
                    act()
                signal.setitimer(signal.ITIMER_REAL, max(limit, 1e-6))
                process.join()
                return word, process.exitcode  # the timer still runs
            except _Late:
                pass
        process.kill()
        process.join()
        return "killed", process.exitcode
    finally:
        signal.signal(signal.SIGALRM, before)
