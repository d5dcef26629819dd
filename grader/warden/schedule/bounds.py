"""When a scheduled request has had enough: by what it does, not by how long that takes on this machine.

Theory of operation
-------------------
A request that runs free is ended by its wall clock. A scheduled one is ended by the number of its steps, by
its own clock, and by the seconds of CPU time that it has used without a call. A busy machine changes none of
these. Its wall clock is a last resort, :data:`grader.limits.MOST_STRETCHED` times as long.
"""

from __future__ import annotations

from typing import Final

from grader.limits import STEPS, UNSCHEDULED
from grader.warden.protocol import Schedule
from grader.warden.schedule.clock import SECOND
from grader.warden.schedule.steps import Steps

WALL: Final = "wall_seconds"


class Bounds:
    """The limits of one schedule."""

    def __init__(self, schedule: Schedule, compute_seconds: float) -> None:
        self._schedule, self._most = schedule, compute_seconds

    def exceeded(self, count: int, now: int, steps: Steps) -> tuple[str, str]:
        """Which limit is exceeded after so many steps, at that virtual time, and what is said of it."""
        schedule = self._schedule
        if steps.why_not:
            return UNSCHEDULED, steps.why_not
        if count > schedule.steps:
            return STEPS, f"it was still going after {schedule.steps} steps"
        if now > schedule.virtual_seconds * SECOND:
            return WALL, f"it was still going after {schedule.virtual_seconds:g} s of its own time"
        if steps.computed > self._most:
            return WALL, f"it was still going after it had computed for {self._most:g} s"
        return "", ""
