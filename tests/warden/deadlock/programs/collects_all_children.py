"""Waits until there is no child left; the caller has one that it did not start."""

import os


def go():
    if os.fork() == 0:
        os._exit(0)
    try:
        while True:
            os.wait()  # waits here
    except ChildProcessError:
        return "ended"
