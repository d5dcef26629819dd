"""grader.testing.expectations: what suites expect of an answer, on evidence that is made up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from grader import wire
from grader.evidence import (
    End,
    Evidence,
    Kind,
    Observation,
    Outcome,
    ProcessRecord,
    SignalRecord,
    WaitRecord,
    WriteRecord,
)
from grader.scenario import code_of, fall, odd_values, one_slow, result_of
from grader.testing import (
    Answer,
    all_met,
    at_most,
    by_text,
    called_for_each,
    forked,
    lost_at_the_end,
    lost_with_the_slow,
    missing_marks,
    nobody_waits_for,
    nothing_gives,
    ran_in_children,
    returned_pid,
    same_bytes,
    same_list,
    through_text,
    told_by,
    waited_first,
    wrote_itself,
)
from grader.testing.findings import Finding, by_verdict, read_answer
from grader.verdict import Verdict

CALLER = 1


def answer(
    *told: tuple[int, list[Any]], threads: int = 1, lives: tuple[tuple[float, float], ...] = ()
) -> Answer:
    """An answer with these observations, and children that lived so long, from pid 2 on."""
    children = [
        ProcessRecord(pid=pid, parent=CALLER, kind=Kind.PROCESS, begin=begin, end=end)
        for pid, (begin, end) in enumerate(lives, 2)
    ]
    caller = ProcessRecord(pid=CALLER, parent=0, kind=Kind.RUNNER, begin=0.0, threads=threads)
    evidence = Evidence(
        witness="ptrace",
        processes=[caller, *children],
        signals=[],
        observations=[Observation(at=0.0, pid=pid, value=wire.encode(value)) for pid, value in told],
        leftovers=[],
    )
    return Answer(None, Outcome(end=End.ANSWERED, evidence=evidence))


def met(*pids: int, well: bool = True) -> list[tuple[int, list[Any]]]:
    return [(pid, ["met", well]) for pid in pids]


def wrote(pid: int, data: bytes) -> WriteRecord:
    size = len(data)
    path = "/x/report.txt"
    return WriteRecord(
        pid=pid, place="0:1", path=path, is_fifo=False, begin=0.0, end=0.0, size=size, data=data
    )


CHILD = ProcessRecord(pid=2, parent=CALLER, kind=Kind.PROCESS, begin=0.0, end=1.0)
#: Two processes wrote a line each.
WRITTEN = answer()
WRITTEN.outcome.evidence.writes.extend([wrote(2, b"a\n"), wrote(3, b"b\n")])
TOGETHER, SINGLY = ((0.0, 2.0), (1.0, 3.0)), ((0.0, 1.0), (1.0, 2.0))
FOUND: list[tuple[Callable[[], object], str]] = [
    (partial(ran_in_children, answer((1, ["in"]), lives=TOGETHER)), "no-real-process"),
    (partial(ran_in_children, answer((1, ["in"]), threads=2)), "threads-instead"),
    (partial(all_met, answer(*met(2, 3, well=False), lives=TOGETHER), 2), "not-concurrent"),
    (partial(all_met, answer(*met(2, 3, well=False), lives=SINGLY), 2), "start-join-in-loop"),
    (partial(all_met, answer(*met(2), lives=TOGETHER), 2), "not-concurrent"),
    (partial(all_met, answer(*met(2, 2), lives=TOGETHER), 2), "threads-instead"),
    (partial(all_met, answer(*met(2, 2), lives=TOGETHER), 2, shared="no-real-process"), "no-real-process"),
    (partial(forked, answer()), "no-real-process"),
    (partial(forked, answer(threads=2)), "threads-instead"),
    (partial(returned_pid, answer(lives=SINGLY), CALLER, 2), "returned-own-pid"),
    (partial(returned_pid, answer(lives=SINGLY), True, 1), "wrong-value"),
    (partial(nothing_gives, answer((1, ["nothing", "[7]"])), "f(0)", "[]", [7]), "kept-from-last-call"),
    (partial(nothing_gives, answer((1, ["nothing", "None"])), "f(0)", "[]", [7]), "wrong-value"),
    (partial(same_bytes, "ab", b"ab", "x"), "wrong-type"),
    (partial(same_bytes, b"a", b"ab", "x", "limit-for-end"), "limit-for-end"),
    (partial(same_bytes, b"a", b"a\n", "x", "limit-for-end"), "wrong-value"),
    (partial(same_bytes, b"a\n", b"a\r\n", "x"), "through-text"),
    (partial(same_bytes, b"b", b"ab", "x"), "wrong-value"),
    (partial(forked, answer((1, ["another", 9, "gone"]), lives=TOGETHER)), "ignores-other-children"),
    (partial(forked, answer((1, ["another", 2, 0]), lives=TOGETHER[:1])), "no-real-process"),
    (partial(same_list, (1, 2), [1, 2]), "wrong-type"),
    (partial(same_list, [2, 1], [1, 2]), "completion-order"),
    (partial(same_list, [True], [1]), "wrong-value"),
    (partial(same_list, [1], [1, 2], "ended-is-not-read"), "ended-is-not-read"),
    (
        partial(nobody_waits_for, 0, answer((2, ["out", 0]), (3, ["out", 1])), left="out", what="x"),
        "held-up-by-one",
    ),
    (partial(called_for_each, answer((2, ["in", 4])), 2, int), "equal-is-not-same"),
    (partial(called_for_each, answer((2, ["in", 4])), 3, int), "wrong-value"),
    (partial(called_for_each, answer((2, ["in", 4]), (3, ["in", 4])), 3, int), "wrong-value"),
    (partial(called_for_each, answer((1, ["in", 4])), 1, int), "no-real-process"),
    (partial(waited_first, replace(CHILD, reaped=True), True), "wrote-before-wait"),
    (partial(waited_first, CHILD, True), "no-wait"),
    (partial(wrote_itself, WRITTEN, 2, "b\n", "0:1", "a\nb\n"), "written-by-another"),
    (partial(wrote_itself, WRITTEN, 3, "b\n", "", "b\n"), "written-by-another"),
    (partial(at_most, answer((2, ["in"]), (3, ["in"]), (2, ["out"])), 1, "workers=1"), "too-many-at-once"),
]


@pytest.mark.parametrize(("expectation", "diagnosis"), FOUND)
def test_what_does_not_hold_ends_the_check(expectation: Callable[[], object], diagnosis: str) -> None:
    with pytest.raises(Finding) as found:
        expectation()
    assert found.value.diagnosis == diagnosis


@pytest.mark.parametrize(
    ("told", "waits", "ended", "diagnosis"),
    [
        ([(2, ["in"]), (2, ["out"])], "Queue.get", [0], "one-mark-for-many"),
        ([(2, ["in"]), (2, ["out"])], "Connection.recv", [0, 0], "end-mark-missing"),
        ([], "Queue.get", [], "end-mark-missing"),
        ([(2, ["in"]), (2, ["out"])], "Queue.put", [0], None),
        ([(2, ["in"])], "Queue.get", [0], None),
    ],
)
def test_who_waits_for_more_when_all_is_over_has_not_been_told(
    told: list[tuple[int, list[Any]]], waits: str, ended: list[int], diagnosis: str | None
) -> None:
    """One that was told may be the one that took the mark of all."""
    known = answer(*told, lives=TOGETHER[:1])
    evidence = known.outcome.evidence
    evidence.processes.extend(replace(CHILD, pid=pid, exitcode=code) for pid, code in enumerate(ended, 3))
    evidence.waits.append(WaitRecord(pid=2, first=True, kind="read", call=waits))
    assert missing_marks(known) == diagnosis


def test_what_holds_goes_on() -> None:
    calls = ran_in_children(answer((2, ["in", 7]), (3, ["out"])), int)
    assert [(seen.pid, seen.value) for seen in calls] == [(2, ["in", 7])]
    all_met(answer(*met(2, 3), lives=TOGETHER), 2)
    same_list([1, None], [1, None])
    at_most(answer((2, ["in"]), (2, ["out"]), (3, ["in"])), 1, "workers=1")
    assert len(called_for_each(answer((2, ["in", 4]), (3, ["in", 4])), 2, int)) == 2
    waited_first(CHILD, False)
    wrote_itself(WRITTEN, 3, "b\n", "0:1", "a\nb\n")
    wrote_itself(WRITTEN, 3, "b\n", "", "b\n", "report.txt")
    assert (WRITTEN.written_to("0:1"), WRITTEN.written_to("0:1", by=2)) == (b"a\nb\n", b"a\n")
    nobody_waits_for(0, answer((3, ["out", 1]), (2, ["out", 0])), left="out", what="x")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([*range(99), 7], "Value 100 should be 99; it is 7."),
        (
            [*range(99)],
            "The answer should have 100 values; it has 99. Value 100 should be 99; it is missing.",
        ),
        (
            [*range(101)],
            "The answer should have 100 values; it has 101. Value 101 should not be there; it is 100.",
        ),
    ],
)
def test_of_a_long_list_the_first_difference_is_told(value: list[int], said: str) -> None:
    with pytest.raises(Finding) as found:
        same_list(value, [*range(100)])
    assert str(found.value) == said


def test_results_without_the_slow_one_are_told_from_others() -> None:
    assert lost_with_the_slow([None, 2, 3], [1, 2, 3]) == "limit-for-end"
    assert lost_with_the_slow([2, 3], [1, 2, 3]) == "limit-for-end"
    assert lost_with_the_slow([1, 3], [1, 2, 3]) == lost_with_the_slow(None, [1]) == "wrong-value"


def test_how_many_lived_at_once() -> None:
    assert answer(lives=TOGETHER).most_alive == 2
    assert answer(lives=SINGLY).most_alive == 1
    assert answer().most_alive == 0


def test_blame_is_one_diagnosis_a_map_or_a_function() -> None:
    assert by_verdict("no-wait") == dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "no-wait")
    assert by_verdict({"LEAKED": "never-closed"}) == {"LEAKED": "never-closed"}
    assert by_verdict(None) == by_verdict(lambda finding: "no-wait") == {}


def test_blame_may_be_a_function_for_one_verdict() -> None:
    outcome = answer().outcome
    dead = msgspec.structs.replace(outcome, end=End.DIED, exitcode=3)
    with pytest.raises(Finding) as found:
        read_answer(dead, {"CRASHED": lambda finding: finding.verdict.value.lower(), "DEADLOCKED": "no-wait"})
    assert found.value.diagnosis == "crashed"


def test_the_text_of_a_failure_tells_a_misconception() -> None:
    assert told_by("before the current process has finished its bootstrapping phase.", "") == "no-main-guard"
    assert told_by("AttributeError: Can't get attribute 'x'", "") == "unpicklable-target"
    unset, by_whom = "NameError: name 'factor' is not defined", "def f():\n  global a, factor"
    assert told_by(unset, by_whom) == told_by(unset, "if a:\n  factor = 3") == "global-set-in-parent"
    assert told_by(unset, "def f(factor=3):\n  return factor == factors") is None
    assert told_by("KeyError: 1", "") is None


def test_how_a_process_was_started() -> None:
    one = ProcessRecord(pid=2, parent=CALLER, kind=Kind.PROCESS, begin=0.0)
    other = ProcessRecord(pid=4, parent=3, kind=Kind.PROCESS, begin=0.0)
    service = ProcessRecord(pid=3, parent=CALLER, kind=Kind.SERVICE, begin=0.0, execs=1)
    found = answer()
    found.outcome.evidence.processes.extend([one, service, other])
    assert found.start_method(one) == "fork"
    assert found.start_method(msgspec.structs.replace(one, execs=1)) == "spawn"
    assert found.start_method(other) == "forkserver"


def test_when_a_process_was_sent_signals() -> None:
    found = answer()
    found.outcome.evidence.signals.extend(
        [SignalRecord(at=1.0, pid=2, number=15, sender=1), SignalRecord(at=2.0, pid=2, number=9, sender=1)]
    )
    assert found.sent(2) == [1.0, 2.0]
    assert found.sent(2, 9) == [2.0]
    assert found.sent(3) == []


def test_kinds_of_endings_have_any_number() -> None:
    kinds = (
        "SIGHUP",
        "os._exit(77)",
        "sys.exit(300)",
        "sys.exit(-1)",
        "sys.exit('7')",
        "sys.exit()",
        "an exception",
    )
    assert [code_of(kind) for kind in kinds] == [-1, 77, 300, -1, 1, 0, 1]
    with pytest.raises(SystemExit, match="7") as stopped:
        fall("sys.exit('7')")
    assert stopped.value.code == "7"


def test_blame_reads_messages_where_nothing_else_is_known() -> None:
    why = by_text({"still running": "join-before-close", "missing": "wrong-signature"})
    told = [
        Finding(Verdict.CRASHED, text, known)
        for text in ("Pool is still running", "x")
        for known in ("", "orphan")
    ]
    assert [why(finding) for finding in told] == ["join-before-close", None, None, None]


def test_an_item_says_what_comes_of_it() -> None:
    items = [
        *one_slow(2),
        ["give", None],
        ["meet", 3, "x"],
        ["fall", "SIGTERM", "y"],
        ["large", 2],
        ["a", 1],
        [],
        None,
        0,
    ]
    assert [result_of(item) for item in items] == [1, 2, None, "x", "y", "xx", ["a", 1], [], None, 0]
    values = odd_values(Random(1))
    assert [result_of(value) for value in values] == values


@pytest.mark.parametrize(
    ("got", "told"),
    [
        (b"a\nb\n", True),
        (b"a\r\nb\r", False),
        (b"a\n", False),
        ("a\nb\n", False),
    ],
)
def test_bytes_that_went_through_text_lack_line_ends_only(got: object, told: bool) -> None:
    assert through_text(got, b"a\r\nb\r") is told


def test_bytes_that_went_through_text_lack_what_is_no_text() -> None:
    assert through_text(b"a\xef\xbf\xbd", b"a\xff")
    assert through_text(b"a", b"a\xff")
    assert not through_text(b"a\xff", b"a\xff")
    assert not through_text(b"b", b"a\xff")


def test_a_text_tells_who_asks_whether_the_child_lives() -> None:
    asks, waits = "while process.is_alive(): read()", "process.join()"
    assert (lost_at_the_end(asks), lost_at_the_end(waits)) == ("ended-is-not-read", "short-read")
