"""Wrong: believes that a lock which can be taken again can be taken again in the child."""

import threading

lock = threading.RLock()


def one_at_a_time(section):
    with lock:
        return section()
