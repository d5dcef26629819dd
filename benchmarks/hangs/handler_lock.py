"""A signal comes while the first thread holds a lock that the handler takes.

https://github.com/python/cpython/pull/151482
"""

import signal
import threading

lock = threading.Lock()


def shut_down(number, frame):
    with lock:  # <- stuck
        pass


signal.signal(signal.SIGALRM, shut_down)
with lock:
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    signal.pause()
