"""Misconception: whoever can take a lock again need not give it back. Another thread waits for ever.

Caught by: a section of a thread that raises, then one of another thread. DEADLOCKED lock-not-released.
"""

import os
import threading

_lock = threading.RLock()


def _renew():
    global _lock
    _lock = threading.RLock()


os.register_at_fork(after_in_child=_renew)


def one_at_a_time(section):
    lock = _lock
    lock.acquire()
    try:
        result = section()
    except Exception:
        result = None
        raise
    else:
        lock.release()
    return result
