"""time.sleep ends."""

import time


def go():
    time.sleep(0.5)
    return "ended"
