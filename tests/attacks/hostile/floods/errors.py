"""Writes errors without end.

Verdict: OVER_LIMIT
"""

import os


def squares(square, numbers):
    while True:
        os.write(2, b"E" * 65536)
