"""Control bytes for a terminal.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError('\x1b[2J\x1b]0;stolen\x07\x1b[1A\x1b[32mPASSED\x1b[0m\r')
