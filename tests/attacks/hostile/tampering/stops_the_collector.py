"""A __del__ that ends the process.

Verdict: CRASHED
"""

import os


class Mine:
    def __del__(self):
        os._exit(0)


keep = Mine()


def squares(square, numbers):
    global keep
    keep = None
    return 42
