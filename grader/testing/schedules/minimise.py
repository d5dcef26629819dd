"""The fewest switches under which something still fails.

Theory of operation
-------------------
An order is recorded as its differences from ``straight``. Delta debugging takes away halves of them, then
quarters, down to single ones, as long as the failure stays. What remains are the switches that matter: mostly
one or two. It is bounded by runs, not by time: a report must not depend on how busy the machine is.
"""

from __future__ import annotations

from collections.abc import Callable

Switches = tuple[str, ...]
MOST_RUNS = 24


def minimal(switches: Switches, fails: Callable[[Switches], bool], runs: int = MOST_RUNS) -> Switches:
    """As few of ``switches``, which fail, as are enough for that; the best known after so many runs."""
    size = max(1, len(switches) // 2)
    while switches and runs > 0:
        begins = range((len(switches) - 1) // size * size, -1, -size)
        pieces = [switches[:begin] + switches[begin + size :] for begin in begins][:runs]
        found = None
        for less in pieces:  # the last switches are left out first
            runs -= 1
            if fails(less):
                found = less
                break
        if found is not None:
            switches = found
            size = min(size, max(1, len(switches) // 2))
        elif size == 1:
            break
        else:
            size //= 2
    return switches
