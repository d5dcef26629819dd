"""Makes itself slow, and what comes after it.

Verdict: FAILED CRASHED LEAKED
"""

import os
import resource


def squares(square, numbers):
    os.nice(19)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    return 42
