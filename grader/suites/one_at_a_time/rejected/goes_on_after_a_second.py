"""Wrong: takes a lock that is busy for long for one that nobody will release."""

import threading

lock = threading.Lock()


def one_at_a_time(section):
    got = lock.acquire(timeout=1)
    try:
        return section()
    finally:
        if got:
            lock.release()
