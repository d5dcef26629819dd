"""Answers with a dict whose keys all have the same hash, as the runner itself would send it.

Verdict: FORBIDDEN FAILED TIMED_OUT OVER_LIMIT
"""

from grader import wire

PRIME = (1 << 61) - 1


def squares(square, numbers):
    wire.encode = lambda value, depth=0: {"$dict": [[n * PRIME, 0] for n in range(60_000)]}
    return [0]
