"""The second door of a suite: all that it may use in the box, beside the submission.

``sync`` holds processes where they have to be and tells the judge; ``endings`` ends a function other than by
a return; ``items`` is a function of the caller's that does what its items say. All work in every process of
a request, under every start method.
"""

from __future__ import annotations

from grader.scenario.endings import (
    ENDING,
    EXTRAORDINARY,
    ORDINARY,
    RAISING,
    STAYING,
    code_of,
    drawn,
    fall,
    leave_cores,
    name_of,
)
from grader.scenario.items import (
    LONG,
    act,
    another_child,
    caller,
    in_caller,
    odd_values,
    one_slow,
    plan,
    planned,
    result_of,
    side_by_side,
    work,
)
from grader.scenario.sync import all_asleep, mark, meet, observe, outlast, place, settle, signal_for, wait_for

__all__ = [
    "ENDING",
    "EXTRAORDINARY",
    "LONG",
    "ORDINARY",
    "RAISING",
    "STAYING",
    "act",
    "all_asleep",
    "another_child",
    "caller",
    "code_of",
    "drawn",
    "fall",
    "in_caller",
    "leave_cores",
    "mark",
    "meet",
    "name_of",
    "observe",
    "odd_values",
    "one_slow",
    "outlast",
    "place",
    "plan",
    "planned",
    "result_of",
    "settle",
    "side_by_side",
    "signal_for",
    "wait_for",
    "work",
]
