"""Misconception: a timer whose time has not come is gone with the call. It waits on in the caller, an hour long.

Caught by: a process that ends at once, limits of an hour; two threads run on in the caller. FAILED, thread-left.
"""

import multiprocessing
import threading


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    how = ["done"]

    def ask():
        how.append("terminated")
        p.terminate()

    def insist():
        how.append("killed")
        p.kill()

    for seconds, act in [(deadline, ask), (deadline + grace, insist)]:
        t = threading.Timer(seconds, act)
        t.daemon = True
        t.start()
    p.join()
    answer = (how[-1], p.exitcode)
    p.close()
    return answer
