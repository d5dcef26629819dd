"""Refuses everything from now on.

Verdict: FAILED CRASHED FORBIDDEN
"""

import sys


def refuse(event, arguments):
    if event.startswith(("socket", "open", "os.")):
        raise RuntimeError(event)


def squares(square, numbers):
    sys.addaudithook(refuse)
    return 42
