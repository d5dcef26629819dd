"""What the box's processes and the warden say to each other, message by message.

Theory of operation
-------------------
Two sockets, both SEQPACKET and JSON by :mod:`grader.wire`: the *control* socket of the box's first process,
and the *channel* of one runner. What the warden says is trusted. What a runner says is a claim: the warden
looks at its form and at its sender, which the kernel attests. The words of the warden that carry nothing are
bytes of their own. These types describe; nothing checks them in the box, which has the standard library only.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

#: The word of the warden at which a runner goes on.
GO: Final = b".go"
#: The word at which it first has Python drop what it keeps of processes that have been collected.
TIDY: Final = b".tidy"


# -- control: the box's first process ------------------------------------------------------------


class BoxReady(TypedDict):
    """From the box, once: with the observation post and the lists of System V IPC as descriptors."""

    ready: int
    """Its process id, as the box counts."""
    alarms: bool
    """Whether its filter shows calls that arm timers."""


class StartRunner(TypedDict):
    """To the box: fork a runner; with its channel, stdout and stderr as descriptors."""

    start: bool


class CleanBox(TypedDict):
    """To the box: end and remove what a request has left."""

    clean: list[int]
    """Processes that stay: the runner that waits, and its children."""


class BoxCleaned(TypedDict):
    """From the box: what became of it."""

    cleaned: dict[str, list[str]]
    """``dirty``: what could not be undone."""


# -- channel: a runner ---------------------------------------------------------------------------


class RunnerCompiled(TypedDict):
    """From a runner: the submission's code, before any of it has run."""

    compiled: str
    """Marshalled, in base64."""


class CallBegins(TypedDict):
    """From a runner: a function of the submission is about to be called. It waits for :data:`GO`."""

    calling: str
    notes: int
    """Where it and its forks note what they open (:mod:`grader.runner.origins.openings`)."""


class CallEnded(TypedDict):
    """From a runner: the call is over. It waits for :data:`GO` or :data:`TIDY`."""

    returned: str
    raised: bool
    start_method: str
    """The start method that is set now; empty if multiprocessing is not loaded."""
    forks: list[int]
    """The submission's lines at which the caller forked, in order; 0 if unknown."""
    closing: bool
    """Whether the thread of an executor that was shut down still has to wait for its processes."""


class CallTidied(TypedDict):
    """From a runner: :data:`TIDY` is done."""

    tidied: bool


class ChildEscaped(TypedDict):
    """From another process than the runner: it has left the submission's function."""

    escape: dict[str, Any]
    """``by`` (``return``, or the name of an exception), ``text``, ``line`` and ``forked``: where it did."""


class RunnerAnswered(TypedDict):
    """From a runner, at last. It waits to be ended."""

    answer: dict[str, Any]
    """``value``; or ``missing``, ``load``, ``scene`` or ``raised``: what stood in its way."""
    id: str
    """The request's."""
