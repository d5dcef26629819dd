"""os.wait for a child that waits for a signal."""

import os
import signal


def go():
    if os.fork() == 0:
        signal.pause()  # waits here
        os._exit(0)
    return os.wait()  # waits here
