"""The child inherited the write end and reads to the end of the file."""

import os


def go():
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        while os.read(out, 100):  # waits here
            pass
        os._exit(0)
    os.close(out)
    os.close(into)
    os.waitpid(pid, 0)  # waits here
