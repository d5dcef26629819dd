"""It sleeps and sleeps."""

import time


def go():
    while True:
        time.sleep(0.1)  # waits here
