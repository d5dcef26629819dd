"""The second child inherited the first one's write end, and waits for its own input."""

import os


def reader(out, *close):
    pid = os.fork()
    if pid == 0:
        for fd in close:
            os.close(fd)
        while os.read(out, 100):  # waits here
            pass
        os._exit(0)
    return pid


def go():
    out1, in1 = os.pipe()
    first = reader(out1, in1)
    out2, in2 = os.pipe()
    reader(out2, out1)
    os.close(in1)
    os.waitpid(first, 0)  # waits here
    os.close(in2)
