"""What the judge asks of the warden, and what it is told. Pure data."""

from __future__ import annotations

import msgspec

from grader.errors import Fault
from grader.evidence import Outcome
from grader.limits import Limits
from grader.runner.held_back import FINE, MARKS


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who goes on when, and what time it is, in a request whose order the warden decides."""

    policy: str = "straight"
    """``straight``: one thread as long as it can, then the next; ``random``; ``places``: who stands at the
    place that ranks first, in an order of places that is drawn; or ``recorded``."""
    seed: str = ""
    """For ``random`` and ``places``: the same seed gives the same order."""
    stay: float = 0.0
    """For ``random``: how likely a thread goes on rather than being drawn."""
    choices: str = ""
    """For ``recorded``: where the order is not ``straight``, as ``CHOICE:THREAD`` (``12:1.0 40:0.0``). Of
    ``hold`` only ``kills``, ``changes`` and ``fine`` are heard then."""
    hold: tuple[str, ...] = ()
    """Kinds of calls that are made only when nobody else can go on: ``late`` (has a child ended?), ``ends``,
    ``feeders`` (writes of a second thread), ``marks`` (places in the submission's file: all who are at one go
    on in step), ``opens`` (of a FIFO, by who waits for its other end), ``kills`` (a SIGKILL acts when all
    wait), ``changes`` (what others find: names of files, handlers of signals, groups; points only then).
    ``fine`` holds nothing back: each statement of the submission is a mark, and each change a point."""
    haste_seconds: float = 0.0
    """Waits up to this long may end at any time, as if the machine were slow; 0: when their time has come."""
    exact: bool = False
    """Whether every pause is as long as asked; otherwise who only polls may oversleep by a twentieth."""
    virtual_seconds: float = 3600.0
    """How long the request may take by its own clock."""
    steps: int = 20_000


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request: a call, a scenario or a program."""

    id: str
    """Unguessable; the answer must carry it."""
    kind: str
    """``call``, ``scenario`` or ``program``."""
    module: str
    """The submission's module name: the slug."""
    files: dict[str, str]
    """Name to text: the submission, and for a scenario its module."""
    code: dict[str, str] = {}
    """Modules of the suite that are sent compiled as well: name to marshalled code in base64."""
    function: str = ""
    scene: str = ""
    """Module name of the scenario."""
    args: object = None
    """Encoded by :func:`grader.wire.encode`."""
    start_method: str = "fork"
    argv: tuple[str, ...] = ()
    stdin: str = ""
    keeps: tuple[str, ...] = ()
    """Names of files that the call is allowed to leave."""
    writes: bool = False
    """Whether the kernel tells who writes what where (``grader.runner.confine.write_filter``)."""
    schedule: Schedule | None = None
    """The order and the clock of the request, None to let it run free."""
    limits: Limits = Limits()

    @property
    def text(self) -> tuple[str, str]:
        """The submission's text, and what marks it is compiled with."""
        marks = "" if self.schedule is None else FINE if FINE in self.schedule.hold else MARKS
        return self.files.get(f"{self.module}.py", ""), marks


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One line from the warden."""

    id: str
    """That of the request."""
    outcome: Outcome | None = None
    fault: Fault | None = None
    """What it says instead, where the fault is not the submission's."""
