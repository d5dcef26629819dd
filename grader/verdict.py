"""The closed set of verdicts."""

from __future__ import annotations

from enum import StrEnum


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
