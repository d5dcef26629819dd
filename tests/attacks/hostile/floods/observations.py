"""Observes without end.

Verdict: OVER_LIMIT FORBIDDEN TIMED_OUT
"""

import grader.scenario.sync as stage


def squares(square, numbers):
    while True:
        stage.observe("x" * 1000)
