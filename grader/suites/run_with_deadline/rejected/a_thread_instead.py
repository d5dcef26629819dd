"""Misconception: a thread will do. It has no exit code, cannot be ended, and runs inside the caller.

Caught by: every target observes its process; it is the caller's. FAILED, threads-instead.
"""

import threading


def run_with_deadline(target, args, deadline, grace):
    t = threading.Thread(target=target, args=args, daemon=True)
    t.start()
    t.join(deadline)
    if not t.is_alive():
        return ("done", 0)
    return ("terminated", -15)
