"""Leaves more files than are looked at, deep folders and all descriptors that there are.

Verdict: LEAKED FAILED OVER_LIMIT CRASHED TIMED_OUT
"""

import os


def squares(square, numbers):
    for folder in ("/tmp" if os.access("/tmp/.", os.W_OK) and os.getcwd() == "/work/run" else ".", "."):
        for n in range(1200):
            os.close(os.open(f"{folder}/left-{n}", os.O_CREAT | os.O_WRONLY))
        os.makedirs(folder + "/d" * 200)
    try:
        while True:
            os.pipe()
    except OSError:
        pass
    return [n * n for n in numbers]
