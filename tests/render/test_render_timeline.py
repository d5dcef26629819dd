from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from grader.evidence import Evidence, Kind, Leftover, LeftoverKind, Observation, ProcessRecord, SignalRecord
from grader.evidence import WaitRecord as Wait
from grader.render import timeline

Golden = Callable[[str, str], None]
ACTIVE = set("\x00\x07\x1b\x9b\r\n\u202e\u2066\udc80")


def seen(*processes: ProcessRecord, **more: Any) -> Evidence:
    values: dict[str, Any] = {"signals": [], "observations": [], "leftovers": [], "wall_seconds": 1.0}
    return Evidence(witness="ptrace", processes=list(processes), **(values | more))


def caller(**more: Any) -> ProcessRecord:
    return ProcessRecord(**({"pid": 2, "parent": 1, "kind": Kind.RUNNER, "begin": 0.0} | more))


def child(pid: int, begin: float, end: float | None = None, exitcode: int = 0, **more: Any) -> ProcessRecord:
    values = {
        "parent": 2,
        "kind": Kind.PROCESS,
        "exitcode": None if end is None else exitcode,
        "reaped": True,
    }
    return ProcessRecord(**({"pid": pid, "begin": begin, "end": end} | values | more))


def drawn(evidence: Evidence, width: int = 80, **how: Any) -> str:
    return "\n".join(timeline.lines(evidence, width, **how)) + "\n"


def everything() -> Evidence:
    """Every mark and every note."""
    return seen(
        caller(threads=2),
        ProcessRecord(
            pid=3, parent=2, kind=Kind.SERVICE, name="resource_tracker", begin=0.05, execs=1, threads=1
        ),
        child(4, 0.1, 0.3),
        child(5, 0.2, 0.6, -15),
        child(6, 0.25, 0.5, 3, reaped=False, parent=5, orphaned=True),
        child(7, 0.4, 0.9, 1, reaped=False, execs=2, threads=3),
        child(8, 0.7),
        signals=[
            SignalRecord(at=0.45, pid=5, number=10, sender=2),
            SignalRecord(at=0.6, pid=5, number=15, sender=2),
            *(SignalRecord(at=0.5 + n / 10, pid=7, number=40 + n * 99, sender=0) for n in range(4)),
        ],
        observations=[Observation(at=0.1, pid=4, value=n) for n in range(3)],
        leftovers=[
            Leftover(kind=LeftoverKind.PROCESS, what="process 8 (forked by 2)", pid=8),
            Leftover(kind=LeftoverKind.ZOMBIE, what="process 7 has ended", pid=7),
            Leftover(kind=LeftoverKind.DESCRIPTOR, what="descriptor 5 (pipe) is still open", pid=2),
        ],
    )


def test_everything(golden: Golden) -> None:
    golden("timeline_everything", drawn(everything()))
    golden("timeline_narrow", drawn(everything(), 40))


def test_a_deadlock() -> None:
    waits = [
        Wait(pid=2, first=True, kind="child", on=[3]),
        Wait(pid=3, first=True, kind="write", on=[2]),
        Wait(pid=4, first=True, kind="timed"),
    ]
    evidence = seen(caller(), child(3, 0.25), child(4, 0.5), waits=waits)
    assert drawn(evidence, deadlocked=True) == (
        "          0                                1.0 s\n"
        "  caller  o---------F---------F----------------#  deadlocked\n"
        "  child 1           o--------------------------#  deadlocked\n"
        "  child 2                     o---------------->  had not ended\n"
        "\n"
        "  o begins, F forks, > still there, # waits for ever\n"
    )
    assert "deadlocked" not in drawn(evidence)
    assert "#" not in drawn(evidence)


def test_no_process() -> None:
    assert timeline.lines(seen()) == ["No process was seen."]


@pytest.mark.parametrize("wall", [0.0, -1.0, math.nan, 1e-9])
def test_a_request_without_length(wall: float) -> None:
    text = drawn(seen(caller(), child(3, 0.0, 0.0), wall_seconds=wall))
    assert "  child  o" in text
    assert "exit 0 at 0 ms, reaped" in text


def test_impossible_times_are_drawn_inside() -> None:
    evidence = seen(
        caller(begin=math.nan),
        child(3, -5.0, 99.0),
        child(4, math.inf, -math.inf),
        signals=[SignalRecord(at=1e300, pid=3, number=-7, sender=-1)],
    )
    assert max(map(cell_len, timeline.lines(evidence))) <= 80


def test_more_processes_than_fit() -> None:
    many = [child(10 + n, n / 200, n / 200 + 0.001) for n in range(100)]
    odd = child(500, 0.9, 0.95, 1, reaped=False)
    lines = timeline.lines(seen(caller(), *many, odd))
    lanes = [line for line in lines if line.startswith(("  caller", "  child"))]
    assert len(lanes) == timeline.MOST_LANES
    assert lanes[-1].startswith("  child 101")
    assert "  and 86 more: 86 exit 0, reaped" in lines


def test_who_had_not_ended_gets_a_lane_first() -> None:
    many = [child(10 + n, n / 200, n / 200 + 0.001, 1, reaped=False) for n in range(100)]
    waits = [Wait(pid=2, first=True, kind="running"), Wait(pid=999, first=True, kind="timed")]
    lines = timeline.lines(seen(caller(), *many, child(999, 0.9), waits=waits))
    assert any(line.startswith("  child 101") for line in lines)
    assert "  and 86 more: 86 exit 1, not reaped" in lines


def test_fates_of_the_hidden_are_counted() -> None:
    many = [child(10 + n, n / 200, n / 200 + 0.001, n % 9) for n in range(99)] + [child(999, 0.9)]
    (line,) = [line for line in timeline.lines(seen(caller(), *many), 200) if "more:" in line]
    counts = [int(part.split()[0]) for part in line.partition("more:")[2].split(";")]
    assert sum(counts) == int(line.split()[1]) == 101 - timeline.MOST_LANES
    assert line.endswith("otherwise")


def test_a_number_that_is_used_again() -> None:
    evidence = seen(
        caller(),
        child(3, 0.1, 0.2),
        child(3, 0.5, 0.7, -9),
        child(4, 0.6, 0.65, parent=3),
        signals=[SignalRecord(at=0.7, pid=3, number=9, sender=2)],
    )
    first, second, _ = [line for line in timeline.lines(evidence) if line.startswith("  child")]
    assert "exit 0 at 200 ms, reaped" in first
    assert "F" not in first
    assert "killed by SIGKILL from the" in second
    assert "F" in second


def test_services_have_names() -> None:
    names = ["resource_tracker", "forkserver", "manager", "", "x\x1b[31m\n" + "y" * 99]
    services = [
        ProcessRecord(pid=3 + n, parent=2, kind=Kind.SERVICE, name=name, begin=0.1 * n)
        for n, name in enumerate(names)
    ]
    text = drawn(seen(caller(), *services))
    for words in ("resource tracker ", "forkserver ", "manager ", "service ", "x\\x1b[31m\\nyy... "):
        assert f"\n  {words}" in text
    assert "reaped" not in text


def test_hostile_words_are_inert() -> None:
    what = "/dev/shm/\x1b[2J\u202e\r\n\udc80" + "z" * 5000
    lines = timeline.lines(
        seen(caller(), leftovers=[Leftover(kind=LeftoverKind.SHARED_MEMORY, what=what)] * 50)
    )
    assert not set("".join(lines)) & ACTIVE
    assert "left behind:  /dev/shm/\\x1b[2J\\u202e\\r\\n\\udc80z" in "".join(lines)
    assert "  left behind: 44 more" in lines
    assert len(lines) < 50


PIDS = st.integers(-1, 6)
TIMES = st.one_of(st.floats(0, 1), st.floats())
PROCESSES = st.builds(
    ProcessRecord,
    pid=PIDS,
    parent=PIDS,
    kind=st.sampled_from(Kind),
    name=st.text(max_size=30),
    begin=TIMES,
    end=st.none() | TIMES,
    exitcode=st.none() | st.integers(-70, 300),
    orphaned=st.booleans(),
    reaped=st.booleans(),
    threads=st.integers(0, 999),
    execs=st.integers(0, 999),
)
WAITS = st.builds(
    Wait,
    pid=PIDS,
    first=st.booleans(),
    kind=st.sampled_from(["child", "read", "shared lock", "timed", "?"]),
    on=st.lists(PIDS, max_size=3),
)
SIGNALS = st.builds(SignalRecord, at=TIMES, pid=PIDS, number=st.integers(-3, 99), sender=PIDS)
LEFT = st.builds(Leftover, kind=st.sampled_from(LeftoverKind), what=st.text(max_size=300), pid=PIDS)


@given(
    st.lists(PROCESSES, max_size=30),
    st.lists(SIGNALS, max_size=8),
    st.lists(LEFT, max_size=8),
    st.lists(WAITS, max_size=8),
    TIMES,
    st.integers(40, 120),
    st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_anything_fits(
    processes: list[ProcessRecord],
    signals: list[SignalRecord],
    left: list[Leftover],
    waits: list[Wait],
    wall: float,
    width: int,
    deadlocked: bool,
) -> None:
    evidence = seen(*processes, signals=signals, leftovers=left, waits=waits, wall_seconds=wall)
    lines = timeline.lines(evidence, width, deadlocked=deadlocked)
    assert max(map(cell_len, lines)) <= width
    assert not set("".join(lines)) & ACTIVE
    lanes = [p for p in processes[: timeline.MOST_LANES] if p.kind is Kind.RUNNER]
    assert sum(line.startswith(("  caller", "  process")) for line in lines) >= len(lanes[:1])
