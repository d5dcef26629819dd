"""Observes for processes that do not exist.

Verdict: FAILED
"""

import grader.scenario.sync as stage


def squares(square, numbers):
    for number in numbers:
        stage.observe(["number", number])
    return [n * n for n in numbers]
