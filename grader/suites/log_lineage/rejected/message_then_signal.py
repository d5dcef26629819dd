"""Takes a message of the child for its end; the child ends itself by a signal.

Caught by: the checks that read the lines, where an end comes late however it comes.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os
import signal


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    done, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with open(path, "a") as file:
                file.write(f"child {os.getpid()}\n")
            os.write(say, b"!")
            signal.raise_signal(signal.SIGKILL)
        finally:
            os._exit(0)
    os.read(done, 1)
    os.close(done)
    os.close(say)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    os.waitpid(pid, 0)
    return pid
