"""What a submission has to mend: its failed checks, grouped by cause, the most specific cause first.

Theory of operation
-------------------
Checks with the same diagnosis fail for one cause, whatever each of them has met. Without a diagnosis it is
the same verdict at the same line, or with the same message but for its numbers; results that are only known
to be wrong are taken together. A cause is told by the check that knows most: one with a line before one
without. Causes stand in this order: a proved ending, a wrong result, what was left behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grader.messages import counted
from grader.report import CheckResult
from grader.verdict import Verdict

#: Diagnoses that say no more than that the result is wrong: nobody is led on by them.
SAY_NOTHING: Final = frozenset({"wrong-value"})
PERHAPS: Final = "Perhaps"
ALSO_TO_MEND: Final = "There is more to mend (-v tells all):"
#: These explain nothing by themselves.
_QUIET: Final = (Verdict.PASSED, Verdict.SKIPPED)
_TITLE: Final = re.compile(r"(.*?)(?: \((fork|forkserver|spawn)\))?(\.?)", re.DOTALL)
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_ORDER: Final = (
    Verdict.GRADER_ERROR,
    Verdict.ESCAPED,
    Verdict.DEADLOCKED,
    Verdict.CRASHED,
    Verdict.FORBIDDEN,
    Verdict.OVER_LIMIT,
    Verdict.FAILED,
    Verdict.LEAKED,
    Verdict.TIMED_OUT,
    Verdict.NOT_STARTED,
)


@dataclass(frozen=True)
class Cause:
    """One thing to mend."""

    lead: CheckResult
    """The check that tells most about it."""
    checks: tuple[CheckResult, ...]
    """All checks that it explains, in their order."""

    @property
    def trap(self) -> str:
        """The id of the misconception; empty if none is known."""
        return trap_of(self.lead.diagnosis)

    @property
    def sure(self) -> bool:
        """Whether the misconception was seen, and is not only what usually stands behind such a result."""
        return bool(self.trap) and not self.lead.guessed


def trap_of(diagnosis: str | None) -> str:
    """Return the diagnosis of a check, if it says more than the verdict does; else nothing."""
    return diagnosis if diagnosis and diagnosis not in SAY_NOTHING else ""


def causes(checks: Sequence[CheckResult], apart: bool = False) -> list[Cause]:
    """Return what there is to mend, the most specific first; ``apart`` keeps each message by itself."""
    groups: dict[object, list[CheckResult]] = {}
    for check in checks:
        if check.verdict not in _QUIET:
            likeness = _NUMBER.sub("0", check.message) if apart else ""
            groups.setdefault((_same(check), likeness), []).append(check)
    found = [Cause(min(group, key=_tells), tuple(group)) for group in groups.values()]
    found.sort(key=lambda cause: (*_rank(cause.lead), -len(cause.checks)))
    return sorted(found, key=lambda cause: not _explains_more(cause, found[0]))


def _explains_more(cause: Cause, first: Cause) -> bool:
    """Whether a misconception that was seen is behind more checks than what stands first without one."""
    nameless = not first.trap and first.lead.verdict is not Verdict.GRADER_ERROR
    return nameless and cause.sure and len(cause.checks) > len(first.checks)


def _same(check: CheckResult) -> object:
    """Return what checks of one cause have in common."""
    if check.verdict in (Verdict.GRADER_ERROR, Verdict.NOT_STARTED):
        return check.verdict
    if trap := trap_of(check.diagnosis):
        return trap
    where = check.line if points_somewhere(check) else 0
    if check.verdict is Verdict.FAILED:
        return check.verdict
    return check.verdict, where or _NUMBER.sub("0", check.message)


def _tells(check: CheckResult) -> tuple[bool, bool, int]:
    """Return what sorts the checks of one cause by how much they tell."""
    return check.guessed, not points_somewhere(check), _ORDER.index(check.verdict)


def _rank(check: CheckResult) -> tuple[int, bool, int, bool]:
    """Return what sorts causes by how much their checks tell."""
    edge = {Verdict.GRADER_ERROR: -1, Verdict.NOT_STARTED: 1}.get(check.verdict, 0)
    vague = not trap_of(check.diagnosis) and check.verdict in (Verdict.FAILED, Verdict.TIMED_OUT)
    return edge, vague or check.guessed, _ORDER.index(check.verdict), not points_somewhere(check)


def points_somewhere(check: CheckResult) -> bool:
    """Whether a check's line is more than the head of a function or class."""
    return bool(check.line) and not check.code.startswith(("def ", "async def ", "class "))


def because_of_this(count: int, of: int, passed: int) -> str:
    """Introduce the checks that one cause explains."""
    if count == of:
        return f"All {of} checks fail because of this:" if of > 1 else "The only check fails because of this:"
    verb = "fails" if count == 1 else "fail"
    return f"{count} of {of} checks {verb} because of this{f', {passed} passed' if passed else ''}:"


def fail_too(count: int, alike: bool, passed: int, of: int) -> str:
    """Introduce checks that fail beside the one that was told, ``alike`` in the same way."""
    if not count:
        return f"{passed} of {counted(of, 'check')} passed."
    verb = "fails" if count == 1 else "fail"
    how = " in the same way" if alike else ""
    return f"{counted(count, 'more check')} {verb}{how}{f', {passed} passed' if passed else ''}:"


def sentences(checks: Sequence[CheckResult]) -> list[tuple[str, str, int]]:
    """Return each title once: the sentence, its end with the start methods, and how many checks have it."""
    found: dict[tuple[str, str], list[str]] = {}
    for check in checks:
        if parts := _TITLE.fullmatch(check.title):
            sentence, method, stop = parts.groups(default="")
            found.setdefault((sentence, stop) if method else (check.title, ""), []).append(method)
    ends = [f" ({', '.join(methods)})" if all(methods) else "" for methods in found.values()]
    counts = map(len, found.values())
    return [(one, end + stop, count) for (one, stop), end, count in zip(found, ends, counts, strict=True)]


def and_more(count: int) -> str:
    """Say that there are more checks than are shown."""
    return f"and {count} more (-v names them)"


def waiting(skipped: int) -> str:
    """Say how many checks need one that did not pass."""
    return f"{counted(skipped, 'check')} can be tried when these pass."


def folded(more: int) -> str:
    """Say how many lines of a message are not shown."""
    return f"... ({counted(more, 'more line')}: -v)"


def mend(path: str, line: int) -> str:
    """Say where to look first."""
    return f"mend {path}:{line}" if line else f"mend {path}"
