"""Misconception: `terminate()` has done its work when it returns. The process is killed while it tidies up.

Caught by: a process that needs 0.1 s after SIGTERM, with an hour of grace. FAILED, no-grace.
"""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
