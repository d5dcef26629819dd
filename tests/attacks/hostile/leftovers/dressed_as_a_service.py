"""Leaves a shell behind whose command line speaks of Python's resource tracker.

Verdict: LEAKED FAILED
As: an ordinary user, too
"""

import os
import subprocess

TRACKER = "from multiprocessing.resource_tracker import main;main(3)"


def squares(square, numbers):
    null = subprocess.DEVNULL
    shell = subprocess.Popen(["/bin/sh", "-c", "exec sleep 600", TRACKER], stdout=null, stderr=null)
    shell.returncode = 0
    pids = []
    for number in numbers:
        if (pid := os.fork()) == 0:
            square(number)
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    return [square(n) for n in numbers]
