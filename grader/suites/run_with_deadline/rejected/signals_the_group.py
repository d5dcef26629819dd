"""Makes the target the leader of a group, and signals the group.

Caught by: a target with a child that has to be left alone. FAILED, signals-others.
"""

from __future__ import annotations
import multiprocessing
import os
import signal


def _lead(ready, target, args):
    os.setpgid(0, 0)
    ready.set()
    target(*args)


def run_with_deadline(target, args, deadline, grace):
    ready = multiprocessing.Event()
    process = multiprocessing.Process(target=_lead, args=(ready, target, args))
    process.start()
    process.join(deadline)
    if process.exitcode is not None:
        return "done", process.exitcode
    ready.wait()
    os.killpg(process.pid, signal.SIGTERM)
    process.join(grace)
    if process.exitcode is not None:
        return "terminated", process.exitcode
    os.killpg(process.pid, signal.SIGKILL)
    process.join()
    return "killed", process.exitcode
