"""Misconception: a signal handler set by a function ends with the function. The caller's SIGALRM handler is lost.

Caught by: any call; the caller's handler of SIGALRM is another one than before. Verdict: LEAKED. Diagnosis: handler-left.
"""

import multiprocessing
import signal


class Alarm(Exception):
    pass


def on_alarm(number, frame):
    raise Alarm


def join_or_alarm(p, seconds):
    try:
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
        p.join()
        signal.setitimer(signal.ITIMER_REAL, 0)
    except Alarm:
        pass


def run_with_deadline(target, args, deadline, grace):
    signal.signal(signal.SIGALRM, on_alarm)
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    join_or_alarm(p, deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    join_or_alarm(p, grace)
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
