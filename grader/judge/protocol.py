"""What passes between ``grade`` and the judging session: one JSON line a message."""

from __future__ import annotations

import msgspec

from grader.errors import Fault
from grader.isolation.protocol import Trial
from grader.limits import Limits
from grader.report import CheckResult, Probe


class SessionFile(msgspec.Struct, frozen=True, kw_only=True):
    """One submission, as the session needs it."""

    index: int
    slug: str
    functions: tuple[str, ...] = ()
    """Those that the contract names."""
    source: str
    limits: Limits
    refusal: str = ""
    """Why the file was not taken in; its checks are then settled without a box."""
    handed_in: bool = True
    fault: str = ""
    """What is wrong with the exercise, so that nobody can be judged by it."""
    untouched: bool = False
    """Whether it is the stub, so that nothing has to be run to know it."""

    @property
    def settled(self) -> bool:
        """Whether it needs no box."""
        return bool(self.refusal) or self.untouched


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the session is told, on its standard input."""

    suites: list[str]
    files: list[SessionFile]
    jobs: int
    seed: int
    trial: Trial
    schedule: str = ""
    """The only order to play, of the only check (see :mod:`grader.testing.schedules.replay`); else empty."""
    more: bool = False
    """Whether further submissions of the one exercise come after this order, one at a time."""

    @property
    def needs_box(self) -> bool:
        """Whether anything has to be run."""
        return self.more or not all(submitted.settled for submitted in self.files)


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of the session; exactly one field is set besides ``index``."""

    index: int = -1
    isolation: str = ""
    probes: list[Probe] = []
    notices: list[str] = []
    check: CheckResult | None = None
    done: list[CheckResult] | None = None
    fault: Fault | None = None
    """What ends the submission, or with no index the whole run."""
    patience: float = 0.0
    """The judge makes a request: seconds within which it says something again."""
