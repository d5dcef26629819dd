"""The page that shows a graded answer event by event: what is in it, and what a student cannot put there."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from reports import CATALOGUE, check, evidence, exercise

from grader.evidence import (
    Evidence,
    Kind,
    Leftover,
    LeftoverKind,
    Observation,
    Played,
    PlayedStep,
    PlayedTurn,
    ProcessRecord,
    WaitRecord,
)
from grader.render.picture import events, geometry, page
from grader.report import CheckResult
from grader.testing.schedules.story import turns
from grader.verdict import Verdict

HOSTILE = "</script></style><img src=x onerror=alert(1)>{{ 7*7 }}\x1b[31m\u202e'\"&"
SOURCE = "import os\n\ndef fork_report():\n    pid = os.fork()\n"


def deadlock(count: int = 2) -> Evidence:
    """The caller waits for the end of processes that wait to write to a pipe that the caller could read."""
    pids = range(7, 7 + count - 1)
    return evidence(
        processes=[
            ProcessRecord(pid=3, parent=0, kind=Kind.RUNNER, begin=0.0),
            *(ProcessRecord(pid=pid, parent=3, kind=Kind.PROCESS, begin=0.01 * pid) for pid in pids),
        ],
        signals=[],
        leftovers=[],
        observations=[Observation(at=0.08, pid=7, value="ready")],
        waits=[
            WaitRecord(pid=3, first=True, kind="child", on=[7], call="join", function="gather", line=4),
            *(WaitRecord(pid=pid, first=True, kind="write", on=[3], target=f"pipe:[{pid}]") for pid in pids),
        ],
    )


def drawn(*checks: CheckResult, source: str = SOURCE, path: str = "fork_report.py", title: str = "T") -> str:
    own = exercise("fork_report", title, path, *checks)
    return page.render(own, source, CATALOGUE)


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_events_are_in_the_order_of_time_and_what_was_found_comes_last() -> None:
    story = events.told(deadlock())
    assert [event.kind for event in story.events] == ["call", "begin", "observe", "wait", "wait"]
    assert story.events[1].text == "The caller forks the child."
    assert story.events[3].line == 4
    assert story.events[3].text == "The caller: join() in `gather`, line 4: waits for the child to end."
    assert story.events[4].thing == "pipe A"


def test_the_line_of_a_birth_is_what_a_leftover_says() -> None:
    left = Leftover(kind=LeftoverKind.ZOMBIE, what="process 7 (forked at line 12)", pid=7, line=12)
    story = events.told(evidence(leftovers=[left]))
    assert next(event.line for event in story.events if event.kind == "begin") == 12


def test_signals_and_ends_name_who_did_it() -> None:
    texts = [event.text for event in events.told(evidence()).events]
    assert "The caller sends SIGKILL to the child." in texts
    assert "The child is killed by SIGKILL. Nobody collects it." in texts


def test_the_tree_is_depth_first_and_numbers_that_are_used_again_are_told_apart() -> None:
    def process(pid: int, parent: int, begin: float) -> ProcessRecord:
        return ProcessRecord(
            pid=pid, parent=parent, kind=Kind.PROCESS, begin=begin, end=begin + 0.05, exitcode=0
        )

    caller = ProcessRecord(pid=3, parent=0, kind=Kind.RUNNER, begin=0.0)
    born = [process(7, 3, 0.01), process(8, 3, 0.02), process(9, 7, 0.03), process(7, 3, 0.1)]
    story = events.told(evidence(processes=[caller, *born], signals=[], observations=[], leftovers=[]))
    assert [(row.record.pid, row.depth) for row in story.rows] == [(3, 0), (7, 1), (9, 2), (8, 1), (7, 1)]
    assert len({(event.row, event.kind) for event in story.events}) == len(story.events)


@pytest.mark.parametrize("broken", [evidence(processes=[]), evidence(wall_seconds=float("nan"))])
def test_odd_evidence_is_drawn_too(broken: Evidence) -> None:
    assert "<html" in drawn(check("A", Verdict.FAILED, 0, 1, "x", evidence=[broken]))


def test_a_deadlock_is_a_circle_of_arrows() -> None:
    graph = geometry.wait_for_graph(deadlock())
    assert graph is not None
    assert [node.label for node in graph.nodes] == ["caller", "child"]
    assert [(arrow.label, arrow.cycle) for arrow in graph.arrows] == [("its end", True), ("pipe A", True)]


def test_what_a_student_wrote_is_text_and_nothing_else() -> None:
    shown = evidence(
        observations=[Observation(at=0.1, pid=7, value=HOSTILE)],
        leftovers=[Leftover(kind=LeftoverKind.FILE, what=HOSTILE)],
        waits=[
            WaitRecord(
                pid=3, first=True, kind="fifo", target=HOSTILE, call=HOSTILE, function=HOSTILE, on=[7]
            ),
            WaitRecord(pid=7, first=True, kind="write", target=HOSTILE, on=[3]),
        ],
        ran_free=HOSTILE,
    )
    hostile = check("A", Verdict.FAILED, 0, 1, HOSTILE, evidence=[shown], stdout=HOSTILE, stderr=HOSTILE)
    clean = check("A", Verdict.FAILED, 0, 1, "m", evidence=[shown], stdout="o", stderr="e")
    text = drawn(hostile, source=HOSTILE, path=f"{HOSTILE}.py", title=HOSTILE)
    tags = Tags(text).found
    assert {tag for tag, _ in tags} == {tag for tag, _ in Tags(drawn(clean)).found}
    assert sum(tag == "script" for tag, _ in tags) == 1
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    assert "49" not in re.sub(r"<style>.*?</style>", "", text.partition("<main>")[2], flags=re.DOTALL)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_nothing_is_loaded_from_anywhere() -> None:
    text = drawn(check("A", Verdict.DEADLOCKED, 0, 1, "line 4", evidence=[deadlock()]))
    assert "http:" not in text
    assert "https:" not in text
    loads = {"src", "href", "action", "srcset", "data", "poster"}
    assert not [(tag, name) for tag, attrs in Tags(text).found for name in attrs if name in loads]
    assert "default-src 'none'" in text.replace("&#39;", "'")


def test_sixty_processes_and_ten_such_checks_are_below_300_kib() -> None:
    checks = [
        check(f"Check {n}", Verdict.DEADLOCKED, 0, 1, "m", evidence=[deadlock(60)], slug=f"e{n}")
        for n in range(10)
    ]
    text = drawn(*checks, source="x = 1  # and more\n" * 5_000)
    assert len(text.encode()) <= 300 << 10
    assert "child 5" in text
    assert "No room for: " in text


def test_a_check_that_ran_nothing_says_so() -> None:
    assert "nothing to draw" in drawn(check("A", Verdict.SKIPPED, 0, 1))


def test_the_page_opens_with_the_check_that_was_asked_for() -> None:
    one, two = (check(name, Verdict.FAILED, 0, 1, "m", evidence=[evidence()]) for name in "AB")
    own = exercise("fork_report", "T", "fork_report.py", one, two)
    text = page.render(own, SOURCE, CATALOGUE, two)
    found = {a["data-name"]: a["data-opening"] for _, a in Tags(text).found if "data-opening" in a}
    assert found == {one.id: "0", two.id: "1"}


LOST = [
    PlayedStep(thread="0.0", call="wait4"),
    PlayedStep(thread="1.0"),
    PlayedStep(thread="1.0", line=8),
    PlayedStep(thread="2.0", switch=True),
    PlayedStep(thread="2.0", line=8),
    PlayedStep(thread="2.0", call="exit_group"),
    PlayedStep(thread="1.0", line=8),
]


def test_turns_are_steps_of_one_thread_after_one_another() -> None:
    assert turns(Played(choices="", count=0, options=[], steps=LOST)) == [
        PlayedTurn(process=0, thread=0, steps=1),
        PlayedTurn(process=1, thread=0, steps=2, line=8),
        PlayedTurn(process=2, thread=0, steps=3, line=8, switch=True, ends=True),
        PlayedTurn(process=1, thread=0, steps=1, line=8),
    ]


def test_a_plain_order_has_no_turns() -> None:
    assert turns(Played(choices="", count=0, options=[], steps=LOST[:3])) == []


def test_threads_that_wait_for_one_process_share_an_arrow_and_who_waits_for_nobody_is_there() -> None:
    caller, process = deadlock().processes
    manager = ProcessRecord(pid=8, parent=3, kind=Kind.SERVICE, name="manager", begin=0.05)
    waits = [
        WaitRecord(pid=3, first=True, kind="poll", on=[7]),
        WaitRecord(pid=3, first=False, kind="read", on=[7], target="pipe:[1]"),
        WaitRecord(pid=7, first=True, kind="read", on=[8], target="socket:[2]"),
    ]
    graph = geometry.wait_for_graph(evidence(processes=[caller, process, manager], waits=waits))
    assert graph is not None
    assert [node.label for node in graph.nodes] == ["caller", "child", "manager"]
    assert [arrow.told for arrow in graph.arrows] == [
        "caller waits for child: pipe A",
        "child waits for manager: socket",
    ]


def test_a_failing_order_is_told_turn_by_turn() -> None:
    order = turns(Played(choices="", count=0, options=[], steps=LOST))
    story = events.played(order, evidence())
    assert [(row.label, row.depth) for row in story.rows] == [
        ("caller", 0),
        ("child 1", 1),
        ("child 2", 1),
    ]
    assert [event.text for event in story.events] == [
        "The caller calls the function.",
        "The caller goes on: 1 step.",
        "Child 1 begins.",
        "Child 1 goes on: 2 steps at line 8.",
        "Child 2 begins.",
        "Child 1 pauses at line 8. Child 2 goes on: 3 steps at line 8.",
        "Child 2 ends.",
        "Child 1 goes on: 1 step at line 8.",
    ]
    failing = check("A", Verdict.FAILED, 0, 1, "m", evidence=[evidence()], schedule="s", turns=order)
    assert "The order in which it fails" in drawn(failing)


def test_turns_of_processes_that_nobody_recorded_are_told_too() -> None:
    order = [PlayedTurn(process=n, thread=0, steps=1) for n in (0, 900, 3, 3)]
    assert events.played(order, evidence(processes=[])).events
