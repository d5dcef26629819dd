"""Wrong: setitimer with 0 switches the timer off, so a limit of 0 is none.

Caught by: a grace of 0. FAILED, zero-or-none.
"""

from __future__ import annotations
import multiprocessing
import signal


class TimeUp(Exception):
    pass


def _ring(number, frame):
    raise TimeUp


def _wait(process, seconds):
    old = signal.signal(signal.SIGALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        process.join()
        return True
    except TimeUp:
        return not process.is_alive()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def run_with_deadline(target, args, deadline, grace):
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    if _wait(process, deadline):
        return "done", process.exitcode
    process.terminate()
    if _wait(process, grace):
        return "terminated", process.exitcode
    process.kill()
    process.join()
    return "killed", process.exitcode
