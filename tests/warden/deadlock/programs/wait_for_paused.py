"""os.wait for a child that waits for a signal."""

import os
import signal


def go():
    if (pid := os.fork()) == 0:
        signal.pause()  # waits here
        os._exit(0)
    return os.waitpid(pid, 0)  # waits here
