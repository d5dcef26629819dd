"""os.waitid."""

import os
import signal


def go():
    pid = os.fork()
    if pid == 0:
        signal.sigwait({signal.SIGUSR1})  # waits here
        os._exit(0)
    return os.waitid(os.P_PID, pid, os.WEXITED)  # waits here
