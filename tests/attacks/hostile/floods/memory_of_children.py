"""Children take all memory.

Verdict: OVER_LIMIT
"""

import os
import time


def squares(square, numbers):
    for _ in range(8):
        if os.fork() == 0:
            kept = bytearray(200 << 20)
            time.sleep(60)
    time.sleep(60)
