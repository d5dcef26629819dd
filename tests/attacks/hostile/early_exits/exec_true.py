"""Becomes /bin/true.

Verdict: CRASHED
"""

import os


def squares(square, numbers):
    os.execv("/bin/true", ["true"])
