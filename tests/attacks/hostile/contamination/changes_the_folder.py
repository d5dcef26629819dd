"""Changes its folder and its umask.

Verdict: FAILED LEAKED
"""

import os


def squares(square, numbers):
    os.chdir("/")
    os.umask(0o777)
    return 42
