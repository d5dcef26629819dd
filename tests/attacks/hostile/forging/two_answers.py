"""Gives its answer twice.

Verdict: FORBIDDEN
"""

import grader.runner.guard as guard


def squares(square, numbers):
    channel = guard._channel
    channel.send({"answer": {"value": [n * n for n in numbers]}, "id": ""})
    channel.send({"answer": {"value": [n * n for n in numbers]}, "id": ""})
    return 42
