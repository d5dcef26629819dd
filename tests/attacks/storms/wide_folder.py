"""Makes names in one folder without end: links to one file, which take no room.

Verdict: OVER_LIMIT TIMED_OUT CRASHED
"""

import os


def squares(square, numbers):
    open("0", "w").close()
    n = 0
    while True:
        n += 1
        try:
            os.symlink("0", f"l{n}")
        except OSError:
            os.mkdir(f"d{n}")
            os.chdir(f"d{n}")
