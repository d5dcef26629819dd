"""Ends the process from a thread.

Verdict: CRASHED
"""

import os
import threading
import time


def squares(square, numbers):
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(60)
