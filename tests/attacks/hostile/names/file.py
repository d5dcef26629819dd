"""Leaves a file whose name is no text.

Verdict: LEAKED FAILED
As: an ordinary user, too
"""


def squares(square, numbers):
    open(b"\xff", "w").close()
    return [n * n for n in numbers]
