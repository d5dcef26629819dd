"""Reading a pipe whose write end only the reader has, beside a process that computes for ever."""

import os


def go():
    if os.fork() == 0:
        while True:
            pass
    out, into = os.pipe()
    while os.read(out, 100):  # waits here
        pass
