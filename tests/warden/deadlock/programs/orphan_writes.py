"""A grandchild whose parent has ended wakes the caller."""

import os
import time


def go():
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        if os.fork() == 0:
            time.sleep(0.6)
            os.write(into, b"ended")
        os._exit(0)
    os.waitpid(pid, 0)
    text = os.read(out, 10).decode()
    os.close(out)
    os.close(into)
    return text
