"""Replaces os.

Verdict: FAILED CRASHED FORBIDDEN
"""

import sys
import types

sys.modules["os"] = types.ModuleType("os")


def squares(square, numbers):
    return 42
