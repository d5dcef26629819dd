"""When a scheduled request has had enough: by what it does, not by how long that takes on this machine.

Theory of operation
-------------------
A request that runs free is ended by its wall clock. A scheduled one is ended by the number of its steps, by
its own clock, and by the seconds of CPU time that it has used without a call. A busy machine changes none of
these. Its wall clock is a last resort, :data:`grader.limits.MOST_STRETCHED` times as long.
"""

from __future__ import annotations

from typing import Final

from grader.evidence import Reason, Why
from grader.limits import STEPS, UNSCHEDULED
from grader.warden.protocol import Schedule
from grader.warden.request.usage import Exceeded
from grader.warden.schedule.steps import Steps
from grader.warden.schedule.timing.clock import SECOND

WALL: Final = "wall_seconds"


class Bounds:
    """The limits of one schedule."""

    def __init__(self, schedule: Schedule, compute_seconds: float) -> None:
        self._schedule, self._most = schedule, compute_seconds

    def exceeded(self, count: int, now: int, steps: Steps) -> Exceeded | None:
        """The limit that is exceeded after so many steps, at that virtual time."""
        schedule = self._schedule
        if steps.why_not is not None:
            return Exceeded(UNSCHEDULED, steps.why_not)
        if count > schedule.steps:
            return Exceeded(STEPS, Reason(Why.STEPS, schedule.steps))
        if now > schedule.virtual_seconds * SECOND:
            return Exceeded(WALL, Reason(Why.OWN_TIME, schedule.virtual_seconds))
        if steps.computed > self._most:
            return Exceeded(WALL, Reason(Why.COMPUTED, self._most))
        return None
