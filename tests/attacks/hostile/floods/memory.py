"""Takes all memory.

Verdict: OVER_LIMIT CRASHED
"""

def squares(square, numbers):
    kept = []
    while True:
        kept.append(bytearray(16 << 20))
