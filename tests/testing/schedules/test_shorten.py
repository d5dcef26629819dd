"""An order is shortened by calling its check again; what is known already is not asked again."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from grader.evidence import End, Evidence, Kind, Outcome, Played, ProcessRecord
from grader.limits import Limits
from grader.testing import Finding
from grader.testing.schedules.replay import recorded
from grader.testing.schedules.shorten import shortened
from grader.testing.submission import Submission
from grader.verdict import Verdict
from grader.warden.protocol import Ask, Schedule

CHOICES = ("1:1.0", "4:2.0", "6:1.0")


class Repeating:
    """A warden whose outcomes depend on the order alone: the answer is wrong where choice 4 was made."""

    def __init__(self, **played: Any) -> None:
        self.asked: list[Ask] = []
        self._played = played

    def ask(self, ask: Ask) -> Outcome:
        self.asked.append(ask)
        choices = ask.schedule.choices if ask.schedule is not None else ""
        played = Played(choices=choices, count=7, options=[], **self._played) if ask.schedule else None
        made = [ProcessRecord(pid=len(self.asked) + 90, parent=1, kind=Kind.PROCESS, begin=0.0)]
        evidence = Evidence(witness="ptrace", processes=made, signals=[], observations=[], leftovers=[])
        answer = msgspec.json.encode({"answer": {"value": "4:2.0" not in choices}}).decode()
        return Outcome(end=End.ANSWERED, answer=answer, evidence=evidence, played=played)


def check(submission: Submission) -> None:
    """Ask beside the orders, and in each of them."""
    assert submission.call("beside", schedule=Schedule()).value
    submission.call("free", schedule=None)
    order = submission.only[1] if submission.only is not None else recorded(" ".join(CHOICES))
    submission.search = (1, order, len(submission.outcomes))
    right = submission.call("f", schedule=order).value
    assert submission.call("beside", schedule=Schedule()).value
    if not right:
        process = submission.outcomes[-2][0].evidence.processes[0].pid
        raise Finding(Verdict.FAILED, f"Process {process} is wrong.")


def shorten(warden: Any) -> str:
    """What was played with the fewest switches."""
    return told_shorter(warden)[0]


def told_shorter(warden: Any) -> tuple[str, str]:
    """That, and what is told of it."""

    def fresh() -> Submission:
        return Submission("one", "def f(): pass\n", lambda: warden, Limits(), "1", "fork")

    first = fresh()
    with pytest.raises(Finding) as caught:
        check(first)
    warden.asked.clear()
    played = shortened(caught.value, first, check, fresh)
    assert played is not None
    return played.choices, caught.value.message


def test_the_processes_of_the_shorter_order_have_their_names() -> None:
    assert told_shorter(Repeating())[1].startswith("The child is wrong.")


def test_what_is_asked_beside_the_orders_is_not_asked_again() -> None:
    warden = Repeating()
    assert shorten(warden) == "4:2.0"
    assert [ask for ask in warden.asked if ask.function == "beside"] == []
    assert any(ask.function == "free" for ask in warden.asked)


def test_no_order_is_played_twice() -> None:
    warden = Repeating()
    shorten(warden)
    orders = [ask.schedule.choices for ask in warden.asked if ask.schedule is not None]
    assert sorted(orders) == sorted(set(orders))
    assert " ".join(CHOICES) not in orders


@pytest.mark.parametrize("chance", [{"sliced": 1}, {"not_modelled": ["230"]}])
def test_what_another_run_might_not_repeat_is_asked_again(chance: dict[str, Any]) -> None:
    warden = Repeating(**chance)
    assert shorten(warden) == "4:2.0"
    assert any(ask.function == "beside" for ask in warden.asked)


def test_a_check_itself_may_ask_twice() -> None:
    warden = Repeating()
    submission = Submission("one", "def f(): pass\n", lambda: warden, Limits(), "1", "fork")
    for _ in range(2):
        submission.call("f", schedule=Schedule())
    assert len(warden.asked) == 2
