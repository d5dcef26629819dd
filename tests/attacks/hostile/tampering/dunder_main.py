"""Changes __main__ and __builtins__.

Verdict: FAILED CRASHED FORBIDDEN
"""

import __main__
import builtins

__main__.__dict__.clear()
builtins.isinstance = lambda *_: True
builtins.all = lambda *_: True


def squares(square, numbers):
    return 42
