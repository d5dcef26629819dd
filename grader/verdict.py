"""The closed set of verdicts and how several are reduced to one."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    """What became of one check."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_STARTED = "NOT_STARTED"
    CRASHED = "CRASHED"
    DEADLOCKED = "DEADLOCKED"
    TIMED_OUT = "TIMED_OUT"
    LEAKED = "LEAKED"
    ESCAPED = "ESCAPED"
    OVER_LIMIT = "OVER_LIMIT"
    FORBIDDEN = "FORBIDDEN"
    SKIPPED = "SKIPPED"
    GRADER_ERROR = "GRADER_ERROR"


#: Most telling first: our own fault hides everything, a hang outranks an escape, an escape
#: outranks a wrong value, a wrong value outranks a leak.
PRECEDENCE: Final[tuple[Verdict, ...]] = (
    Verdict.GRADER_ERROR,
    Verdict.NOT_STARTED,
    Verdict.FORBIDDEN,
    Verdict.OVER_LIMIT,
    Verdict.DEADLOCKED,
    Verdict.TIMED_OUT,
    Verdict.ESCAPED,
    Verdict.CRASHED,
    Verdict.FAILED,
    Verdict.LEAKED,
    Verdict.SKIPPED,
    Verdict.PASSED,
)


def most_telling(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict that comes first in :data:`PRECEDENCE`; PASSED for an empty list."""
    return min(verdicts, key=PRECEDENCE.index, default=Verdict.PASSED)
