"""Different: asks again and again until the process has ended, then insists."""

import multiprocessing as mp
import time


def run_with_deadline(target, args, deadline, grace):
    p = mp.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    word = "done"
    if p.is_alive():
        word, end = "terminated", time.monotonic() + grace
        while p.is_alive() and time.monotonic() < end:
            p.terminate()
            p.join(min(0.25, max(0, end - time.monotonic())))
        if p.is_alive():
            p.kill()
            p.join()
            word = "killed"
    return word, p.exitcode
