"""Misconception: a thread will do. It has no exit code, cannot be ended, and runs inside the caller.

Caught by: a target that observes its process and exits with 5; it ran in the caller's process and the answer is
("done", 0). Verdict: FAILED. Diagnosis: threads-instead.
"""

import threading


def run_with_deadline(target, args, deadline, grace):
    t = threading.Thread(target=target, args=args, daemon=True)
    t.start()
    t.join(deadline)
    if not t.is_alive():
        return ("done", 0)
    t.join(grace)
    if not t.is_alive():
        return ("terminated", -15)
    return ("killed", -9)
