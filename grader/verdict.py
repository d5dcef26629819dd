"""The closed set of verdicts."""

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


#: Of a check that has judged nothing.
UNTRIED: Final = frozenset({Verdict.NOT_STARTED, Verdict.SKIPPED})
#: Of a check that has found nothing wrong.
NOTHING_WRONG: Final = UNTRIED | {Verdict.PASSED}
