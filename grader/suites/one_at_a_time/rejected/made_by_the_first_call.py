"""Wrong: makes a lock for each process by its pid, but two threads may both find that there is none."""

import os
import threading

locks = {}


def one_at_a_time(section):
    pid = os.getpid()
    if pid not in locks:
        locks[pid] = threading.Lock()
    with locks[pid]:
        return section()
