"""Bytes that XML and terminals refuse.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError('\x00\x01\x0b\x7f\ufffe\u202e gnorw')
