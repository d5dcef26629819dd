"""What the judge asks of the warden, and what it is told. Pure data."""

from __future__ import annotations

import msgspec

from grader.evidence import Outcome
from grader.limits import Limits


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
    stress: int = 0
    """Seed of the stress mode (``grader.runner.stress``), 0 for none."""
    late: bool = False
    """Whether the caller hears late who has ended (``grader.runner.late``)."""
    writes: bool = False
    """Whether the kernel tells who writes what where (``grader.runner.writes``)."""
    limits: Limits = Limits()


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What the warden says instead of an outcome when the fault is not the submission's."""

    sentence: str
    fix: str = ""
    setup: bool = False
    """True for a SetupError, False for a GraderError."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One line from the warden."""

    id: str
    """That of the request."""
    outcome: Outcome | None = None
    failure: Failure | None = None
