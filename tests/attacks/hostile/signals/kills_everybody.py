"""Kills whatever it can.

Verdict: FAILED CRASHED LEAKED
Needs: walls
"""

import os
import signal


def squares(square, numbers):
    if (pid := os.fork()) == 0:
        for pid in range(2, 65536):
            if pid != os.getpid():
                try:
                    os.kill(pid, 0)
                except OSError:
                    continue
                if open(f"/proc/{pid}/stat").read().split()[3] == "{JUDGE}":
                    os.kill(pid, signal.SIGKILL)
        os._exit(0)
    os.waitpid(pid, 0)
    return 42
