"""Waits for ever in a FIFO whose name is no text.

Verdict: DEADLOCKED
As: an ordinary user, too
"""

import os


def squares(square, numbers):
    os.mkfifo(b"\xff\n")
    open(b"\xff\n")
