"""Observes what no check reads.

Verdict: FAILED
As: an ordinary user, too
"""

import grader.scenario.sync as stage


def squares(square, numbers):
    for odd in (5, None, [], {}, ["number"], ["number", "4"], ["number", 4, 4], [["number"]]):
        stage.observe(odd)
    return [n * n for n in numbers]
