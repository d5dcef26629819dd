"""The caller opens the second named pipe before it has closed its end of the first."""

import os


def go():
    os.mkfifo("to")
    os.mkfifo("from")
    if os.fork() == 0:
        with open("to", "rb") as pipe:
            asked = pipe.read()  # waits here
        with open("from", "wb") as pipe:
            pipe.write(asked)
        os._exit(0)
    to = open("to", "wb", buffering=0)
    to.write(b"x")
    with open("from", "rb") as pipe:  # waits here
        return pipe.read()
