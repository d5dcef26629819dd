"""Keeps the numbers for the next run.

Verdict: FAILED LEAKED CRASHED
Needs: walls
"""

import os


def squares(square, numbers):
    with open("/tmp/{MARK}.last", "a+") as file:
        file.seek(0)
        known = file.read()
        file.write(repr([n * n for n in numbers]))
    return eval(known) if known else 42
