"""Opens descriptors without end.

Verdict: CRASHED OVER_LIMIT
"""

import os


def squares(square, numbers):
    while True:
        os.pipe()
