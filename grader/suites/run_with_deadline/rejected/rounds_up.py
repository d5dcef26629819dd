"""Misconception: limits are whole seconds. The deadline and the grace are rounded up.

Caught by: a virtual clock; SIGTERM comes a second after the start. FAILED, rounded-limit.
"""

import math
import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(math.ceil(deadline))
    if not p.is_alive():
        return ("done", p.exitcode)
    p.terminate()
    p.join(math.ceil(grace))
    if not p.is_alive():
        return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
