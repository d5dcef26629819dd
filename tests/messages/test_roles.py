"""What a process is called in a message."""

from __future__ import annotations

import pytest

from grader.evidence import Bystander, End, Evidence, Kind, Outcome, Played, ProcessRecord
from grader.messages import roles
from grader.messages.checks import switches

PROCESSES = [
    ProcessRecord(pid=2, parent=0, kind=Kind.RUNNER, begin=0.0),
    ProcessRecord(pid=5, parent=2, kind=Kind.PROCESS, begin=0.1),
    ProcessRecord(pid=6, parent=2, kind=Kind.SERVICE, name="resource_tracker", begin=0.2),
    ProcessRecord(pid=9, parent=5, kind=Kind.PROCESS, begin=0.3),
]


def seen(processes: list[ProcessRecord]) -> Evidence:
    return Evidence(
        witness="ptrace",
        processes=processes,
        signals=[],
        observations=[],
        leftovers=[],
        bystanders=[Bystander(pid=4, running=True)],
    )


def test_children_are_numbered_by_birth_and_one_alone_has_no_number() -> None:
    assert roles.roles(PROCESSES) == ["caller", "child 1", "resource tracker", "child 2"]
    assert roles.roles(PROCESSES[:3]) == ["caller", "child", "resource tracker"]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Process 5 waits for process 2.", "Child 1 waits for the caller."),
        ("It ends, and process 9 or process 6 runs.", "It ends, and child 2 or the resource tracker runs."),
        ("Process 4, another child of the caller, had ended.", "Another child of the caller had ended."),
        ("The child (process 5) did not write.", "The child did not write."),
        ("Processes 5, 9 are still running.", "Child 1, child 2 are still running."),
        ("Process 77 is not known.", "Process 77 is not known."),
        ("It wrote 'process 5' and “process 9”.", "It wrote 'process 5' and “process 9”."),
        ("The child's pid is 5, the parent's process 2.", "The child's pid is 5, the parent's the caller."),
    ],
)
def test_names_stand_in_the_place_of_process_ids(message: str, told: str) -> None:
    assert roles.told(message, roles.known([seen(PROCESSES)])) == told


def test_one_child_is_the_child() -> None:
    names = roles.known([seen(PROCESSES[:2])])
    assert roles.told("Process 5 (forked at line 3) left.", names) == "The child (forked at line 3) left."


def test_what_the_grader_did_to_order_and_clock_is_said() -> None:
    assert switches.seen() == ""
    assert switches.seen(("ends",)) == "Here processes ended late, as it can happen on any busy machine."
    assert "random order" in switches.seen(random=True)
    assert switches.HURRIED in switches.seen(("late",), hurried=True)
    assert switches.with_haste("m", []) == "m"


def test_a_check_that_passed_says_that_waits_were_cut_short() -> None:
    def outcome(hurried: int) -> Outcome:
        seen = Evidence(
            witness="none", processes=[], signals=[], observations=[], leftovers=[], wall_seconds=0
        )  # fmt: skip
        played = Played(choices="", count=0, options=[], hurried=hurried)
        return Outcome(end=End.ANSWERED, evidence=seen, played=played)

    assert switches.passed("Every order was tried.", "", [outcome(0)]) == "Every order was tried."
    assert "waits with a time limit ended" in switches.passed("", "", [outcome(0), outcome(2)])
