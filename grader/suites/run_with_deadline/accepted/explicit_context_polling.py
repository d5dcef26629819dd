"""Different: an explicit context, looks at `exitcode` every 10 ms, `os.kill` for the signals."""

import contextlib
import multiprocessing
import os
import signal
import time


def send(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def run_with_deadline(target, args, deadline, grace):
    context = multiprocessing.get_context()
    p = context.Process(target=target, args=list(args))
    p.start()
    started = time.monotonic()
    while p.exitcode is None and time.monotonic() - started < deadline:
        time.sleep(0.01)
    if p.exitcode is not None:
        p.join()
        return ("done", p.exitcode)

    send(p.pid, signal.SIGTERM)
    asked = time.monotonic()
    while p.exitcode is None and time.monotonic() - asked < grace:
        time.sleep(0.01)
    if p.exitcode is not None:
        p.join()
        return ("terminated", p.exitcode)

    send(p.pid, signal.SIGKILL)
    p.join()
    return ("killed", p.exitcode)
