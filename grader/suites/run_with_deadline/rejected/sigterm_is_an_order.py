"""Misconception: SIGTERM ends every process. One that ignores it is joined without a limit and never ends.

Caught by: a process that ignores SIGTERM, a short grace; SIGKILL never comes, and after 4 s the process leaves by
itself. FAILED, no-deadline.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    p.join()
    if p.exitcode == -9:
        return ("killed", p.exitcode)
    return ("terminated", p.exitcode)
