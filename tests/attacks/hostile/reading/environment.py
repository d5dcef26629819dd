"""Looks for secrets in its environment.

Verdict: FAILED
Needs: walls
"""

import os


def squares(square, numbers):
    return dict(os.environ)
