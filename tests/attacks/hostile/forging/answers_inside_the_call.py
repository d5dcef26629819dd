"""Finds the request's id and answers before its function is over.

Verdict: FORBIDDEN FAILED
"""

import gc
import os

import grader.runner.guard as guard


def squares(square, numbers):
    pid = os.fork()
    if pid == 0:
        for n in numbers:
            square(n)
        os._exit(0)
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "kind" in thing and "limits" in thing:
            guard._channel.send({"answer": {"value": [square(n) for n in numbers]}, "id": thing["id"]})
    return 42
