"""Misconception: after SIGKILL there is nothing to wait for. The process stays a zombie, or is still ending, on return.

Caught by: a target that ignores SIGTERM and sleeps for ever, under fork or spawn (under forkserver the fork server waits
for it, a little later); the value is right, the process has not been waited for. Verdict: LEAKED. Diagnosis: no-wait.
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
