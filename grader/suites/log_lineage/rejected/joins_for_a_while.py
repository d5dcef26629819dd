"""A thread waits for the child, and the parent waits for the thread, but only for a while.

Caught by: the checks that read the lines, whose child begins later than that.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os
import threading


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {os.getpid()}\n")
        os._exit(0)
    waits = threading.Thread(target=os.waitpid, args=(pid, 0))
    waits.start()
    waits.join(20)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    waits.join()
    return pid
