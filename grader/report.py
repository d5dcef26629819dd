"""From check results to points: the versioned report. Pure data and arithmetic."""

from __future__ import annotations

from typing import Final

import msgspec

from grader.evidence import Evidence, PlayedTurn
from grader.verdict import UNTRIED, Verdict

#: Raised whenever a field changes its meaning or goes away.
REPORT_VERSION: Final = 2


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One check of one exercise on one submission."""

    id: str
    """``<slug>/<file stem>::<test name>``, for example ``ping_pong/test_public::test_child_line``."""
    exercise: str
    visibility: str
    """``public`` or ``hidden``."""
    title: str
    """The sentence that the learner reads: the check's docstring."""
    verdict: Verdict
    diagnosis: str | None = None
    """Id of a known misconception, a key of the catalogue."""
    guessed: bool = False
    """Whether the diagnosis is what usually stands behind such a result, and was not seen."""
    message: str = ""
    """At most 2,000 characters of it, and how many more there are."""
    line: int = 0
    """The line of the submission that the message is about, counted from 1; 0 if there is none."""
    code: str = ""
    """That line, without its indentation."""
    stdout: str = ""
    """What the submission printed in the call that failed, from its beginning; at most 1,000 characters."""
    stderr: str = ""
    """What it wrote to standard error, up to its end; of tracebacks only the lines of the submitted file."""
    schedule: str = ""
    """The order in which it was found, for ``--schedule``; empty if it is not a matter of order."""
    turns: list[PlayedTurn] = []
    """In that order, who went on after whom: the first 32 turns, as far as there is room."""
    orders: str = ""
    """For a check that passed: which orders of events were tried, and whether waits were cut short there."""
    points: float = 0.0
    max_points: float = 0.0
    duration: float = 0.0
    """Seconds."""
    evidence: list[Evidence] = []
    """One per request that the check made; all messages and evidence of an exercise take 44 KiB at most."""
    omitted: int = 0
    """How many requests' evidence there was no room for."""


class ExerciseReport(msgspec.Struct, frozen=True, kw_only=True):
    """All checks of one exercise on one submission."""

    slug: str
    title: str
    path: str
    """The submitted file as the user named it."""
    checks: list[CheckResult]
    refusal: str = ""
    """Why the file was not taken in (one sentence), empty if it was."""
    handed_in: bool = True
    """False where the assignment asks for it and there is no file."""

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        """Points that could be earned."""
        return sum(check.max_points for check in self.checks)

    @property
    def passed(self) -> bool:
        """Whether every check passed (and there was one)."""
        return bool(self.checks) and all(c.verdict is Verdict.PASSED for c in self.checks)

    @property
    def unjudged(self) -> bool:
        """Whether the exercise or the grader is at fault for all of it: no learner can mend that."""
        return bool(self.checks) and all(c.verdict is Verdict.GRADER_ERROR for c in self.checks)

    @property
    def fresh(self) -> bool:
        """Whether nothing has been begun: every check met the stub, or there is no file."""
        verdicts = {check.verdict for check in self.checks}
        return Verdict.NOT_STARTED in verdicts and verdicts <= UNTRIED


class Probe(msgspec.Struct, frozen=True):
    """One thing that a submission tried before the run, to see whether its box denies it."""

    tried: str
    denied: bool


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One run of ``grade``."""

    version: int = REPORT_VERSION
    forklore: str
    python: str
    platform: str
    isolation: str
    """``namespaces``, ``uid``, ``landlock`` or ``none``: what kept the submission in."""
    probes: list[Probe] = []
    """What was tried out in such a box before this run; empty at isolation level none."""
    witness: str
    seed: int
    assignment: str = ""
    """The name of the assignment, empty without one."""
    started: str
    """ISO 8601, UTC."""
    duration: float
    """Seconds."""
    notices: list[str] = []
    """Sentences about what was not enforced or not seen in this run."""
    exercises: list[ExerciseReport]

    @property
    def points(self) -> float:
        """Points earned in all exercises."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def max_points(self) -> float:
        """Points that could be earned in all exercises."""
        return sum(exercise.max_points for exercise in self.exercises)

    @property
    def complete(self) -> bool:
        """False if a fault of ours kept any check from being judged."""
        return not any(c.verdict is Verdict.GRADER_ERROR for e in self.exercises for c in e.checks)

    @property
    def exit_code(self) -> int:
        """0 all passed, 1 some check did not pass, 3 a grader error."""
        if not self.complete:
            return 3
        return 0 if all(exercise.passed for exercise in self.exercises) else 1
