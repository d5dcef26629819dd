"""Misconception: the exit code is there as soon as SIGKILL was sent. It is there once somebody has waited; often None.

Caught by: a process that ignores SIGTERM, and that SIGKILL ends a little later: the exit code is None.
FAILED, no-wait.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    word = "done"
    if p.is_alive():
        word = "terminated"
        p.terminate()
        p.join(grace)
    if p.is_alive():
        word = "killed"
        p.kill()
    return (word, p.exitcode)
