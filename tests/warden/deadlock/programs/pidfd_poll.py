"""A pidfd of a child that waits for a signal."""

import os
import select
import signal


def go():
    pid = os.fork()
    if pid == 0:
        signal.pause()  # waits here
        os._exit(0)
    fd = os.pidfd_open(pid)
    select.select([fd], [], [])  # waits here
