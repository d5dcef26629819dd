"""Wrong: does without a lock in every process but the first."""

import os
import threading

first = os.getpid()
lock = threading.Lock()


def one_at_a_time(section):
    if os.getpid() != first:
        return section()
    with lock:
        return section()
