"""One limit for one cause: what did not end once is not waited for as long again."""

from __future__ import annotations

import pytest

from grader.bank import load_bank
from grader.evidence import End, Evidence, Outcome, WaitRecord
from grader.limits import Limits
from grader.testing import patience
from grader.testing.schedules import free
from grader.warden.protocol import Ask

LIMITS = Limits(wall_seconds=6.0)


def outcome(end: End, function: str = "", limit: str = "") -> Outcome:
    waits = [WaitRecord(pid=2, first=True, kind="running", function=function, line=3)] if function else []
    evidence = Evidence(
        witness="ptrace", processes=[], signals=[], observations=[], leftovers=[], waits=waits
    )
    return Outcome(end=end, limit=limit, evidence=evidence)


class Wardens:
    """Requests that end as a script says; what they were allowed is noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.script: list[Outcome] = []
        self.allowed: list[float] = []
        monkeypatch.setattr(free, "ask", self.answer)
        monkeypatch.setattr(patience, "_stuck", {})

    def answer(self, _: object, question: Ask) -> Outcome:
        self.allowed.append(question.limits.wall_seconds)
        return self.script.pop(0)

    def ask(self, *script: Outcome, source: str = "x") -> tuple[Outcome, list[float]]:
        self.script, self.allowed = list(script), []
        question = Ask(id="1", kind="call", module="m", files={"m.py": source}, limits=LIMITS)
        found = patience.ask(object(), question)  # type: ignore[arg-type]
        assert not self.script
        return found, self.allowed


@pytest.fixture
def wardens(monkeypatch: pytest.MonkeyPatch) -> Wardens:
    return Wardens(monkeypatch)


BUSY = outcome(End.LIMIT, "work", "wall_seconds")
ELSEWHERE = outcome(End.LIMIT, "other", "wall_seconds")
UNKNOWN = outcome(End.LIMIT, "", "wall_seconds")
RIGHT = outcome(End.ANSWERED)


def test_who_ends_has_the_whole_limit(wardens: Wardens) -> None:
    for _ in range(3):
        assert wardens.ask(RIGHT) == (RIGHT, [6.0])


def test_the_same_cause_costs_one_limit(wardens: Wardens) -> None:
    assert wardens.ask(BUSY) == (BUSY, [6.0])
    again, allowed = wardens.ask(BUSY)
    assert (again.end, again.limit, again.reason) == (End.LIMIT, "wall_seconds", patience.AGAIN)
    assert allowed == [0.5]


def test_another_cause_has_the_whole_limit(wardens: Wardens) -> None:
    wardens.ask(BUSY)
    assert wardens.ask(ELSEWHERE, RIGHT) == (RIGHT, [0.5, 6.0])
    assert wardens.ask(ELSEWHERE, ELSEWHERE)[1] == [0.5, 6.0]
    assert wardens.ask(ELSEWHERE)[1] == [0.5], "now it is known"
    assert wardens.ask(UNKNOWN, RIGHT)[0] == RIGHT
    assert wardens.ask(RIGHT) == (RIGHT, [0.5])


def test_where_it_was_is_not_known(wardens: Wardens) -> None:
    wardens.ask(UNKNOWN)
    assert wardens.ask(UNKNOWN)[1] == [6.0]


def test_another_submission_is_another_matter(wardens: Wardens) -> None:
    wardens.ask(BUSY)
    assert wardens.ask(BUSY, source="y")[1] == [6.0]


def test_a_stub_is_known_by_reading() -> None:
    from grader import judge

    exercise = load_bank().find("fork_report")
    stub = judge.SubmittedFile(exercise, "x.py", b"never looked at", untouched=True)
    report = judge.grade([stub], judge.Options(jobs=1, seed=1))
    assert {check.verdict.value for check in report.exercises[0].checks} == {"NOT_STARTED"}
    assert (report.isolation, report.probes, report.max_points) == ("auto", [], 5.0)
