"""Nobody sends a signal."""

import signal


def go():
    signal.pause()  # waits here
