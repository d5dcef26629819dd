"""The child's output does not fit into the pipe."""

import os


def go():
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        os.write(into, b"x" * 200_000)  # waits here
        os._exit(0)
    os.close(into)
    os.waitpid(pid, 0)  # waits here
    return len(os.read(out, 200_000))
