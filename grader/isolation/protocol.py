"""What passes between the judging session and the process that tries out isolation levels for it."""

from __future__ import annotations

import msgspec

from grader.errors import Fault
from grader.report import Probe


class Trial(msgspec.Struct, frozen=True):
    """What to try out."""

    isolation: str
    require: str
    folder: str
    """That of the run."""


class Chosen(msgspec.Struct):
    """What was found, or what is wrong."""

    isolation: str = ""
    probes: list[Probe] = []
    notices: list[str] = []
    fault: Fault | None = None
