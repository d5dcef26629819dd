"""Os.fork does not fork.

Verdict: FAILED
"""

import os

os.fork = lambda: 0
os.waitpid = lambda *_: (1, 0)


def squares(square, numbers):
    return [n * n for n in numbers]
