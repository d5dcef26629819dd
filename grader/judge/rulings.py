"""What the session says by itself: of suites that are no suites, and of checks that no judge has judged."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence

import pytest

from grader.errors import AuthoringError
from grader.judge.plugin import Check, check_of
from grader.judge.truncation import shortened_text
from grader.messages.checks import judged
from grader.report import CheckResult
from grader.verdict import Verdict


class Suites:
    """The checks of each exercise, and which suites are broken: those are told, and the others judged."""

    def __init__(self) -> None:
        self.items: dict[str, list[tuple[pytest.Item, Check]]] = {}
        self.broken: dict[str, AuthoringError] = {}

    def refuse(self, faults: Mapping[str, str]) -> None:
        """Have no exercise judged of which a fault is known already."""
        self.broken |= {slug: AuthoringError(fault) for slug, fault in faults.items()}

    def take(self, items: Iterable[pytest.Item], slugs: Sequence[str]) -> None:
        """Sort what was collected. Raises AuthoringError if nothing of these exercises can be judged."""
        for item in items:
            try:
                check = check_of(item)
                refuse_odd(item, check)
                self.items.setdefault(check.exercise, []).append((item, check))
            except AuthoringError as error:
                self.broken.setdefault(item.path.parent.name, error)
        for slug, mine in self.items.items():
            try:
                refuse_unknown_needs([check for _, check in mine])
            except AuthoringError as error:
                self.broken.setdefault(slug, error)
        for slug in slugs:
            if slug not in self.items and slug not in self.broken:
                self.broken[slug] = AuthoringError(f"The suite of {slug} has no checks.")
        for slug in self.broken:
            self.items.pop(slug, None)
        if self.broken and not self.items.keys() & {*slugs}:
            raise next(iter(self.broken.values()))


def unusable(slug: str, error: AuthoringError) -> CheckResult:
    """The one result of an exercise whose suite is broken."""
    return CheckResult(
        id=f"{slug}/test_public::suite",
        exercise=slug,
        visibility="public",
        title=judged.CAN_RUN,
        verdict=Verdict.GRADER_ERROR,
        message=shortened_text(error.sentence),
        max_points=0.0,
    )


def refuse_odd(item: pytest.Item, check: Check) -> None:
    """A check takes the submission and nothing else."""
    names = set(getattr(item, "fixturenames", ())) - {"submission", "request"}
    if names:
        raise AuthoringError(
            f"{check.id} asks for {', '.join(sorted(names))}; a check takes `submission` only."
        )


def refuse_unknown_needs(checks: list[Check]) -> None:
    """A check needs checks of its own exercise only."""
    known = {check.family for check in checks}
    for check in checks:
        for need in check.mark.needs:
            if need not in known:
                raise AuthoringError(f"{check.id} needs {need}, which is not a check of this exercise.")


def settled(check: Check, verdict: Verdict, message: str) -> CheckResult:
    """A result that no judge gave."""
    return CheckResult(
        id=check.id,
        exercise=check.exercise,
        visibility=check.visibility,
        title=check.title,
        verdict=verdict,
        message=shortened_text(message),
        max_points=check.points,
    )


def uncollected(suite: str, error: BaseException) -> AuthoringError:
    """Return the error for a suite that cannot be collected: where in it, and why."""
    reason = error.__cause__ or error
    if isinstance(reason, SyntaxError):
        where, said = f"{reason.filename or suite}:{reason.lineno or 1}", reason.msg
    else:
        lines = [f.lineno for f in traceback.extract_tb(reason.__traceback__) if f.filename == suite]
        where, said = f"{suite}:{lines[-1]}" if lines else suite, str(reason)
    return AuthoringError(f"{where}: the suite cannot be collected: {type(reason).__name__}: {said}")
