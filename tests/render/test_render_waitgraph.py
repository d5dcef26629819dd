from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from grader.evidence import Evidence, Kind, ProcessRecord, WaitRecord
from grader.explain import ENDLESS, explain
from grader.render import waitgraph

Golden = Callable[[str, str], None]
KINDS = [*sorted(ENDLESS), "timed", "sleep", "running", "outside", "unknown"]


def wait(pid: int, kind: str, on: list[int], **more: Any) -> WaitRecord:
    return WaitRecord(**({"pid": pid, "kind": kind, "on": on, "first": True} | more))


def stuck(*waits: WaitRecord, **more: Any) -> Evidence:
    pids = dict.fromkeys(wait.pid for wait in waits)
    processes = [
        ProcessRecord(pid=pid, parent=2, kind=Kind.RUNNER if pid == 2 else Kind.PROCESS, begin=0.0)
        for pid in pids
    ]
    values: dict[str, Any] = {"processes": processes, "signals": [], "observations": [], "leftovers": []}
    return Evidence(witness="ptrace", waits=list(waits), **(values | more))


def drawn(evidence: Evidence, width: int = 80) -> str:
    return "\n".join(waitgraph.lines(evidence, width)) + "\n"


def drain(readers: int = 0) -> Evidence:
    """Joins a process whose queue nobody reads; the others wait for its lock."""
    others = range(4, 4 + readers)
    waits = [
        wait(2, "child", [3], call="process.Process.join", function="gather", line=14),
        wait(3, "lock", [3], call="threading.Thread.join"),
        wait(3, "write", [2, 3], first=False, target="pipe:[77]", call="queues.Queue._feed"),
    ]
    for pid in others:
        waits.append(wait(pid, "lock", [pid], call="threading.Thread.join"))
        waits.append(wait(pid, "shared lock", [3], first=False, target="8:1:5", call="queues.Queue._feed"))
    return stuck(*waits)


def test_a_cycle_and_what_hangs_on_it(golden: Golden) -> None:
    golden("waitgraph_drain", drawn(drain(2)))
    golden("waitgraph_narrow", drawn(drain(2), 40))


def test_waiting_for_itself() -> None:
    evidence = stuck(wait(2, "read", [2], target="pipe:[1]", function="fork_report", line=20))
    assert drawn(evidence) == (
        "  +--> caller\n"
        "  |      | `fork_report`, line 20: waits to read from pipe A; only the waiting\n"
        "  |      | process itself could write to it\n"
        "  +------+\n"
    )


def test_no_cycle() -> None:
    evidence = stuck(
        wait(2, "child", [3], call="os.waitpid", function="f", line=4),
        wait(3, "fifo", [], target="/tmp/work/a.fifo", call="open", function="g", line=9),
    )
    assert drawn(evidence) == (
        "  caller  waitpid() in `f`, line 4: waits for the child to end\n"
        "  child   open() in `g`, line 9: waits in open() of /tmp/work/a.fifo\n"
    )


def test_each_pipe_and_lock_has_its_letter() -> None:
    evidence = stuck(
        wait(2, "read", [3], target="pipe:[1]"),
        wait(2, "shared lock", [3], target="8:1:5", first=False),
        wait(3, "write", [2], target="pipe:[1]"),
        wait(3, "read", [4], target="pipe:[2]", first=False),
        wait(4, "shared lock", [3], target="8:1:6"),
        wait(4, "read", [3], target="socket:[4]", first=False),
    )
    graph = waitgraph.WaitNames(evidence)
    names = [[graph.thing(wait) for wait in graph.waits[pid]] for pid in (2, 3, 4)]
    assert names == [["pipe A", "lock A"], ["pipe A", "pipe B"], ["lock B", "socket"]]


def test_a_long_cycle_says_how_long_it_is() -> None:
    ring = [*range(2, 32), 2]
    evidence = stuck(*(wait(a, "shared lock", [b], target=f"8:1:{a}") for a, b in pairwise(ring)))
    lines = waitgraph.lines(evidence)
    nodes = [line for line in lines if line[3:].lstrip("-> ").startswith(("caller", "child"))]
    assert len(nodes) == waitgraph.MOST_IN_CYCLE
    assert nodes[-1].endswith("child 29")
    assert "  |    and 22 more" in lines


def test_many_processes_and_threads_are_counted() -> None:
    evidence = stuck(
        wait(2, "timed", []),
        *(wait(pid, "signal", [], first=n == 0) for pid in range(3, 30) for n in range(9)),
    )
    lines = waitgraph.lines(evidence)
    assert "            and 6 more threads" in lines
    assert lines[-1] == "  and 16 more processes that wait"
    assert len([line for line in lines if line.startswith("  child")]) == waitgraph.MOST_PROCESSES - 1


def test_a_request_that_ended_has_no_graph() -> None:
    assert waitgraph.lines(stuck()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words(kind: str) -> None:
    line = waitgraph.lines(stuck(wait(2, kind, [])))[0]
    assert line.startswith("  caller  ")
    assert len(line) > 15


def test_services_and_strangers_have_names() -> None:
    manager = ProcessRecord(pid=9, parent=2, kind=Kind.SERVICE, name="manager", begin=0.0)
    runner = ProcessRecord(pid=2, parent=1, kind=Kind.RUNNER, begin=0.0)
    evidence = stuck(wait(2, "read", [9, 55], target="socket:[1]"), processes=[runner, manager])
    assert drawn(evidence) == (
        "  caller  waits to read from socket; only the manager or process 55 could write\n          to it\n"
    )


def test_hostile_words_are_inert() -> None:
    evil = "\x1b[2J\u202e\r\n\udc80[red]" + "z" * 5000
    evidence = stuck(
        wait(2, "fifo", [], target=evil, call=evil, function=evil, line=-1),
        wait(3, "read", [2], target=evil, call=evil, function=evil, line=10**30),
    )
    text = "".join(waitgraph.lines(evidence))
    assert not set(text) & set("\x1b\u202e\r\n\udc80")
    assert "\\x1b[2J\\u202e\\r\\n" in text
    assert len(text) < 2000


PIDS = st.integers(0, 20)
WAITS = st.builds(
    WaitRecord,
    pid=PIDS,
    first=st.booleans(),
    kind=st.sampled_from(KINDS) | st.text(max_size=5),
    on=st.lists(PIDS, max_size=6),
    target=st.text(max_size=60),
    call=st.text(max_size=60),
    function=st.text(max_size=60),
    line=st.none() | st.integers(),
)


def test_a_lock_is_drawn_with_who_holds_it() -> None:
    evidence = stuck(
        wait(2, "child", [3, 4]),
        wait(3, "shared lock", [2, 4], target="8:1:5", holder=4, origin=9),
        wait(4, "shared lock", [2, 3], target="8:1:6", holder=3),
        wait(5, "shared lock", [2, 3, 4], target="8:1:7", holder=5, origin=12),
        wait(6, "shared lock", [2, 3, 4], target="8:1:8", holder=99, origin=1),
    )
    assert explain(evidence).cycle == (3, 4, 3)
    graph = waitgraph.WaitNames(evidence)
    assert [graph.doing(graph.waits[pid][0]) for pid in (3, 4, 5, 6)] == [
        "waits for lock A, which child 2 took at line 9",
        "waits for lock B, which child 1 took",
        "waits for lock C, which it took at line 12",
        "waits for lock D, which processes share",
    ]


def test_a_lock_within_a_queue_is_told_as_the_queue() -> None:
    busy = wait(2, "running", [], function="f", line=4)
    queue = wait(3, "shared lock", [2], holder=2, origin=9, call="queues.Queue.get", function="g", line=7)
    value = wait(4, "shared lock", [2], holder=2, origin=9, call="<string>.getvalue", function="g", line=8)
    sentence = explain(stuck(busy, queue, value)).sentence
    assert "process 3 (`g`, line 7) waits in `Queue.get()`" in sentence
    assert "process 4 (`g`, line 8) waits for a lock that process 2 took at line 9" in sentence


@given(st.lists(WAITS, max_size=64), st.integers(40, 120))
@settings(deadline=None, max_examples=60)
def test_anything_fits(waits: list[WaitRecord], width: int) -> None:
    lines = waitgraph.lines(stuck(*waits), width)
    assert max(map(cell_len, lines), default=0) <= width
    assert not set("".join(lines)) & set("\x1b\u202e\r\n\udc80")
    assert len(lines) < 400


def test_who_leaves_a_pool_is_not_said_to_wait_for_a_task() -> None:
    leaving = wait(2, "child", [4], call="pool._terminate_pool", function="go", line=5)
    held = wait(4, "shared lock", [2])
    gone = ProcessRecord(pid=3, parent=2, kind=Kind.PROCESS, begin=0.0, end=0.1, exitcode=-15)
    evidence = stuck(leaving, held)
    sentence = explain(msgspec.structs.replace(evidence, processes=[*evidence.processes, gone])).sentence
    assert "`go` (line 5) waits for process 4 to end" in sentence
    assert "waits in  " not in sentence
