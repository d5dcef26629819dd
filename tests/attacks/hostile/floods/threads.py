"""Starts threads without end.

Verdict: OVER_LIMIT CRASHED
"""

import threading
import time


def squares(square, numbers):
    while True:
        threading.Thread(target=time.sleep, args=(60,)).start()
