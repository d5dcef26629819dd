"""A timer thread writes into the pipe that the caller reads."""

import os
import threading


def go():
    out, into = os.pipe()
    timer = threading.Timer(0.5, os.write, (into, b"ended"))
    timer.start()
    text = os.read(out, 10).decode()
    timer.join()
    os.close(out)
    os.close(into)
    return text
