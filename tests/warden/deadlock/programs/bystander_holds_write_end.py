"""A process that sleeps still holds the write end: it could write when it wakes up."""

import os
import time


def go():
    out, into = os.pipe()
    if os.fork() == 0:
        time.sleep(60)
    os.close(into)
    return os.read(out, 1)  # waits here
