"""Misconception: `terminate()` has done its work when it returns. The process is killed while it tidies up.

Caught by: a target whose SIGTERM handler takes half a second and exits with 7, a grace of many seconds; the answer is
("killed", -9) instead of ("terminated", 7). Verdict: FAILED. Diagnosis: no-grace.
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
