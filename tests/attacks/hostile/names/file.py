"""Leaves a file whose name is no text.

Verdict: LEAKED FAILED
"""


def squares(square, numbers):
    open(b"\xff", "w").close()
    return [n * n for n in numbers]
