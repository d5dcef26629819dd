"""Fills the disk.

Verdict: OVER_LIMIT CRASHED
"""

def squares(square, numbers):
    with open("big", "wb") as file:
        while True:
            file.write(bytes(1 << 20))
