"""The judge's pytest plugin: which tests are checks, and what became of each.

Loaded by name, with pytest-timeout and nothing else. A check is judged here and only here: it
passes only if its function returned, and no request of it left anything behind.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import pytest

from grader.course.diagnoses import look_at
from grader.errors import AuthoringError, ForkloreError, SetupError
from grader.evidence import Outcome, PlayedTurn
from grader.judge.truncation import ROOM, fitting, kept, printed, shortened_text, size
from grader.limits import Limits
from grader.messages import roles
from grader.messages.checks import judged, left_behind, switches
from grader.messages.source_lines import code_at, line_of
from grader.report import CheckResult
from grader.testing.claims import stumbled
from grader.testing.findings import Finding, OrderPassed
from grader.testing.marking import MARK, CheckMark
from grader.testing.schedules import free, replay, story
from grader.testing.schedules.shorten import shortened
from grader.testing.submission import Submission
from grader.verdict import Verdict
from grader.warden.client import Warden


@dataclass(frozen=True)
class Check:
    """One item of a suite, known before any submission is loaded."""

    id: str
    exercise: str
    visibility: str
    title: str
    points: float
    mark: CheckMark
    start_method: str

    @property
    def family(self) -> str:
        """The name of the test function, without its start method."""
        return self.id.partition("::")[2].partition("[")[0]


@dataclass
class Stage:
    """The submission that this judge is about to judge."""

    source: str
    limits: Limits
    seed: int
    warden: Callable[[], Warden]
    checks: int = 1
    functions: tuple[str, ...] = ()
    room: int = ROOM
    results: list[CheckResult] = field(default_factory=list)
    replay: replay.Replay | None = None
    """The only order to play, of the only check."""

    def share(self) -> int:
        """Bytes of the report for the next check: what is left, shared with those that come after it."""
        return max(0, self.room) // max(1, self.checks - len(self.results))


@dataclass
class Raised:
    """What ended one phase of an item."""

    when: str
    error: BaseException


class CheckPlugin:
    """Collects checks; runs and judges one at a time on the current stage."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self._faults: list[Raised] = []
        self._submission: Submission | None = None
        self._ran = False
        self._schedule = ""
        self._turns: list[PlayedTurn] = []

    # -- collection -------------------------------------------------------------------------

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One item for each start method that a check names."""
        mark = getattr(metafunc.function, MARK, None)
        if isinstance(mark, CheckMark) and "submission" in metafunc.fixturenames:
            ids = None if mark.start_methods != ("fork",) else [""]
            metafunc.parametrize("submission", mark.start_methods, indirect=True, ids=ids)

    @pytest.fixture
    def submission(self, request: pytest.FixtureRequest) -> Submission:
        """The submission under judgement."""
        self._submission = self._fresh(check_of(request.node))
        return self._submission

    def _fresh(self, check: Check) -> Submission:
        """The submission as a check finds it, with the check's own inputs to come."""
        stage = self.stage
        assert stage is not None
        seed = f"{stage.seed}/{check.id}"
        made = Submission(check.exercise, stage.source, stage.warden, stage.limits, seed, check.start_method)
        made.only = (stage.replay.search, stage.replay.order) if stage.replay is not None else None
        return made

    # -- running ----------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Remember what each phase raised. Nobody reads pytest's traceback: it is not drawn."""
        if call.excinfo is not None:
            self._faults.append(Raised(call.when, call.excinfo.value))
        elif call.when == "call":
            self._ran = True
        if self._faults and isinstance(self._faults[-1].error, OrderPassed):
            self._faults.pop()
            self._ran = True
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        when = cast(Literal["setup", "call", "teardown"], call.when)
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    def judge(self, item: pytest.Item, check: Check, duration: Callable[[], float]) -> CheckResult:
        """Run one item and say what became of it."""
        assert self.stage is not None
        self._faults, self._submission, self._ran, self._schedule, self._turns = [], None, False, "", []
        finding = self._unmet(check)
        if finding is None:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            finding = self._finding(item, check)
        submission = self._submission
        if self.stage.replay is not None and submission is not None:
            finding = replay.found(finding, submission, self.stage.replay)
        self.stage.results.append(self._result(check, finding, duration))
        return self.stage.results[-1]

    def _result(self, check: Check, finding: Finding | None, duration: Callable[[], float]) -> CheckResult:
        """What the report says of one check, as far as it has room."""
        submission, passed = self._submission, finding is None
        assert self.stage is not None
        made = [outcome for outcome, _ in submission.outcomes] if submission is not None else []
        ran_free = free.told(made)
        said = f"{finding.message} {ran_free}".strip() if finding is not None else ""
        if finding is not None and submission is not None:
            said = roles.told(switches.with_haste(said, made), roles.known(o.evidence for o in made))
        message = shortened_text(said, self.stage.share())
        outcomes = _told(submission)
        failing = outcomes[-1:] if finding is not None else []
        stdout, stderr = printed(failing, f"{check.exercise}.py", self.stage.share() - size(message))
        told = [left_behind.worded(outcome.evidence) for outcome in outcomes]
        line = self._line(message, finding, failing[0]) if finding is not None and failing else 0
        self.stage.room -= size([message, stdout, stderr, self._turns])
        evidence = kept(told, self.stage.share())
        self.stage.room -= size(evidence)
        return CheckResult(
            id=check.id,
            exercise=check.exercise,
            visibility=check.visibility,
            title=check.title,
            verdict=finding.verdict if finding is not None else Verdict.PASSED,
            diagnosis=finding.diagnosis if finding is not None else None,
            guessed=finding is not None and finding.guessed,
            message=message,
            line=line,
            code=code_at(self.stage.source, line),
            stdout=stdout,
            stderr=stderr,
            schedule=self._schedule if finding is not None else "",
            turns=self._turns,
            orders=switches.passed(submission.tried.told(), ran_free, made) if submission and passed else "",
            points=check.points if passed else 0.0,
            max_points=check.points,
            duration=round(duration(), 4),
            evidence=evidence,
            omitted=len(told) - len(evidence),
        )

    def _line(self, message: str, finding: Finding, outcome: Outcome) -> int:
        """Return the line of the submission that a message is about."""
        assert self.stage is not None
        stage, seen, words = self.stage, outcome.evidence, look_at(finding.diagnosis or "")
        forked = next((left.line for left in seen.leftovers if left.line), 0)
        return line_of(message, seen.waits, stage.source, stage.functions, words, forked)

    def _unmet(self, check: Check) -> Finding | None:
        """SKIPPED if a check that this one needs has not passed."""
        assert self.stage is not None
        for result in self.stage.results:
            name = result.id.partition("::")[2].partition("[")[0]
            if name in check.mark.needs and result.verdict is not Verdict.PASSED:
                if result.verdict is Verdict.NOT_STARTED:
                    return Finding(Verdict.NOT_STARTED, result.message)
                return Finding(Verdict.SKIPPED, judged.needs_another(result.title))
        return None

    def _finding(self, item: pytest.Item, check: Check) -> Finding | None:
        claims = self._submission.claims if self._submission is not None else []
        for fault in self._faults:
            if fault.when == "call" and stumbled(fault.error, claims):
                said = f"{type(fault.error).__name__}: {fault.error}"
                return Finding(Verdict.FAILED, judged.not_usable(said), "wrong-type")
            if fault.when != "call" or not isinstance(fault.error, (Finding, AssertionError)):
                return _grader_fault(fault.error)
        if self._faults:
            error = self._faults[0].error
            if isinstance(error, Finding):
                finding = error
            else:
                finding = Finding(Verdict.FAILED, str(error).partition("\n")[0])
            if finding.verdict is Verdict.FAILED and finding.diagnosis is None:
                finding.diagnosis, finding.guessed = check.mark.diagnosis, check.mark.diagnosis is not None
            if self.stage is None or self.stage.replay is None:
                self._shorten(finding, item, check)
            return finding
        if not self._ran:
            return Finding(Verdict.GRADER_ERROR, judged.DID_NOT_RUN)
        return self._submission.leak() if self._submission is not None else None

    def _shorten(self, finding: Finding, item: pytest.Item, check: Check) -> None:
        """Tell in the finding the order of events that it takes."""
        assert self.stage is not None
        submission = self._submission
        if submission is None or not isinstance(item, pytest.Function):
            return
        played = shortened(finding, submission, item.function, lambda: self._fresh(check))
        if played is not None and submission.search is not None:
            search, order, _ = submission.search
            self._schedule = replay.written(self.stage.seed, check.id, search, order, played)
            self._turns = fitting(story.turns(played), self.stage.share())


def _told(submission: Submission | None) -> list[Outcome]:
    """The outcomes whose evidence is in a report: of many orders, the last one's and that which fails."""
    if submission is None:
        return []
    outcomes = [outcome for outcome, _ in submission.outcomes]
    kept = {len(outcomes) - 1, submission.search[2] if submission.search is not None else -1}
    return [one for number, one in enumerate(outcomes) if one.played is None or number in kept]


def _grader_fault(error: BaseException) -> Finding:
    if isinstance(error, SetupError):
        raise error
    if isinstance(error, ForkloreError):
        return Finding(Verdict.GRADER_ERROR, error.sentence)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" ({Path(last[0].filename).name}:{last[0].lineno})" if last else ""
    return Finding(Verdict.GRADER_ERROR, judged.check_failed(type(error).__name__, str(error), where))


def check_of(item: Any) -> Check:  # noqa: ANN401 - pytest.Item, or what a fixture calls a node
    """The check that a collected item is. Raises AuthoringError if it is not one."""
    function = getattr(item, "function", None)
    mark = getattr(function, MARK, None)
    path = Path(str(item.path))
    if not isinstance(mark, CheckMark):
        raise AuthoringError(f"{path.parent.name}/{item.name} is not a check: it lacks @check(points=...).")
    title = " ".join((getattr(function, "__doc__", None) or "").split())
    if not title:
        raise AuthoringError(
            f"{path.parent.name}/{item.name} has no docstring: the learner would read nothing."
        )
    if not _are_points(mark.points):
        raise AuthoringError(
            f"{path.parent.name}/{item.name}: points={mark.points!r}; expected a number, 0 or more."
        )
    name = item.name.removesuffix("[]")
    callspec = getattr(item, "callspec", None)
    method = callspec.params["submission"] if callspec is not None else mark.start_methods[0]
    return Check(
        id=f"{path.parent.name}/{path.stem}::{name}",
        exercise=path.parent.name,
        visibility="public" if path.stem == "test_public" else "hidden",
        title=title if mark.start_methods == ("fork",) else titled(title, method),
        points=mark.points,
        mark=mark,
        start_method=method,
    )


def _are_points(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and value >= 0


def titled(title: str, method: str) -> str:
    """Return a title that names the start method: checks of one family are told apart by nothing else."""
    sentence = title.removesuffix(".")
    return f"{sentence} ({method}){'.' if sentence != title else ''}"
