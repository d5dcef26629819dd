"""A request that could not be scheduled: the message and the report say so."""

from __future__ import annotations

from typing import Any

from grader.verdict import Verdict

SUITE = """\
@scenario
def called(student: Any) -> int:
    return student.f()


@check(points=1)
def test_eight(submission: Submission) -> None:
    '''It is eight.'''
    for answer in submission.schedules(called, random=1, haste=0.0):
        expect(answer.value == 8, f"It is {answer.value}.")
"""
TIMER = """\
import ctypes

def f():
    ctypes.CDLL(None).syscall(222, 1, None, ctypes.byref(ctypes.c_int()))
    return 8
"""


def test_what_ran_free_is_said_with_the_verdict(repository: Any, grading: Any) -> None:
    root = repository(test_public=SUITE)
    report = grading(root, TIMER, TIMER.replace("8\n", "9\n"))
    passed, failed = (exercise.checks[0] for exercise in report.exercises)
    said = "It ran free, in real time and in an order that nobody chose: it calls timer_create."
    assert (passed.verdict, passed.orders) == (Verdict.PASSED, said)
    assert (failed.verdict, failed.message) == (Verdict.FAILED, f"It is 9. {said}")
    assert failed.evidence[0].ran_free == "it calls timer_create"
