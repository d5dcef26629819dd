"""Leaves it under another name.

Verdict: FAILED LEAKED
"""

import os


def squares(square, numbers):
    with open("/dev/shm/first", "w") as file:
        file.write("x")
    os.rename("/dev/shm/first", "/dev/shm/{MARK}")
    return [n * n for n in numbers]
