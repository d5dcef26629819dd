"""What was played in a request whose order the warden decided."""

from __future__ import annotations

import msgspec


class PlayedStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of a schedule: who went on, from where."""

    thread: str
    """Process and thread, each by order of birth: ``0.0`` is the first thread of the caller."""
    call: str = ""
    """The call that it stood at, empty after a fork or a time slice."""
    line: int = 0
    """The submission's line, for a mark in it."""
    switch: bool = False
    """Whether ``straight`` would have had another one go on."""
    choice: int = -1
    """The number of the choice that it was, -1 if nobody else could go on."""


class PlayedTurn(msgspec.Struct, frozen=True, kw_only=True):
    """Steps of one thread with no other's between them, in the order that was played."""

    process: int
    """By order of birth; 0 is the caller."""
    thread: int
    steps: int
    line: int = 0
    """The submission's line that it was in last; 0 if it was in none."""
    switch: bool = False
    """Whether it went on where the plain order would have had another one go on."""
    ends: bool = False
    """Whether the process ended."""


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What was played in a request whose order the warden decided."""

    choices: str
    """Where the order differs from ``straight``; played again by the policy ``recorded``."""
    count: int
    """How many choices there were."""
    options: list[str]
    """For each choice, who could have gone on; the one that ``straight`` takes is first."""
    diverged: int = -1
    """The first recorded choice that could not be made, or never came; or -1."""
    steps: list[PlayedStep] = []
    stops: int = 0
    """How often the tracer was asked."""
    virtual_seconds: float = 0.0
    hurried: int = 0
    """How many waits were ended before their time."""
    sliced: int = 0
    """How often a thread was stopped because it computed; where, no other run repeats."""
    not_modelled: list[str] = []
    """Numbers of calls in which a thread was found asleep."""
    chances: list[str] = []
    """Kinds of calls that could have been held back (:class:`grader.warden.protocol.Schedule`); the plain
    order tells them."""
    shortest_wait: float | None = None
    """Seconds of the shortest wait that haste could have ended while others went on; None: there was none."""

    @property
    def repeatable(self) -> bool:
        """Whether no step was left to chance: the same choices would go the same again."""
        return not self.sliced and not self.not_modelled
