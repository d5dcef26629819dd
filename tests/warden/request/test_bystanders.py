"""The caller's other children, its descriptor, handler and folder: there in every request, and looked at."""

from __future__ import annotations

import signal

import pytest
from boxes import Box, children, left, value

from grader.evidence import Bystander, LeftoverKind, Outcome
from grader.testing.findings import Finding, read_answer
from grader.verdict import Verdict
from grader.warden.request.bystander_check import are_made
from grader.warden.trace.process_tree import Traced

#: What an answer may do with all children of its caller, and what is found.
HARM = {
    "takes any child": ("os.wait()", Verdict.FAILED, "wait-for-any"),
    "takes any that has ended": ("os.waitpid(-1, os.WNOHANG)", Verdict.FAILED, "wait-for-any"),
    "takes any of its group": (
        "os.waitid(os.P_PGID, os.getpgrp(), os.WEXITED)",
        Verdict.FAILED,
        "wait-for-any",
    ),
    "takes one and raises": ("os.wait()\n    raise ValueError", Verdict.FAILED, "wait-for-any"),
    "never takes the last": (
        "\n    while True:\n        os.wait()",
        Verdict.DEADLOCKED,
        "wait-for-any",
    ),
    "joins all": (
        "\n    for child in multiprocessing.active_children():\n        child.join()",
        Verdict.DEADLOCKED,
        "ignores-other-children",
    ),
    "waits for all sentinels": (
        "multiprocessing.connection.wait([c.sentinel for c in multiprocessing.active_children()])",
        Verdict.DEADLOCKED,
        "ignores-other-children",
    ),
    "terminates all": (
        "\n    for child in multiprocessing.active_children():\n        child.terminate()",
        Verdict.FAILED,
        "ignores-other-children",
    ),
    "kills all": (
        "\n    for child in multiprocessing.active_children():\n        child.kill()\n        child.join()",
        Verdict.FAILED,
        "ignores-other-children",
    ),
    "stops its group": (
        "\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    os.killpg(os.getpgid(0), signal.SIGTERM)"
        "\n    signal.signal(signal.SIGTERM, signal.SIG_DFL)",
        Verdict.FAILED,
        "ignores-other-children",
    ),
    "dies with its group": (
        "os.killpg(os.getpgid(0), signal.SIGTERM)",
        Verdict.CRASHED,
        "ignores-other-children",
    ),
}
SOURCE = """
import multiprocessing
import multiprocessing.connection
import os
import signal


def f():
    {}
    return 1
"""
#: What right answers do, and nothing comes of it.
HARMLESS = {
    "forks": "pid = os.fork() or os._exit(3)\n    return os.waitpid(pid, 0)[1]",
    "starts": "p = multiprocessing.Process(target=int)\n    p.start()\n    p.join()\n    return p.name",
    "looks": "return [c.is_alive() for c in multiprocessing.active_children()]",
    "in a child": "p = multiprocessing.Process(target=alone); p.start()\n    p.join()\n    return p.exitcode",
    "a pool": "\n    with multiprocessing.Pool(2) as pool:\n        return pool.map(abs, [-1, 2])",
    "its own group": (
        "pid = os.fork()\n    if pid == 0:\n        os.setpgid(0, 0)\n        signal.pause()"
        "\n    os.setpgid(pid, pid)\n    os.killpg(pid, signal.SIGTERM)\n    return os.waitpid(pid, 0)[1]"
    ),
}
ALONE = "\n\ndef alone():\n    raise SystemExit(len(multiprocessing.active_children()))\n"


def finding(outcome: Outcome) -> Finding:
    """What the engine says of an outcome."""
    with pytest.raises(Finding) as told:
        read_answer(outcome, {"DEADLOCKED": "no-wait", "FAILED": "no-wait", "CRASHED": "no-wait"})
    return told.value


@pytest.mark.parametrize("name", HARM)
def test_who_touches_them_is_found(box: Box, name: str) -> None:
    code, verdict, diagnosis = HARM[name]
    found = finding(box.call(SOURCE.format(code)))
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis), found.message
    assert "child of the caller" in found.message


@pytest.mark.parametrize("name", HARMLESS)
def test_who_leaves_them_alone_meets_nothing(box: Box, name: str) -> None:
    outcome = box.call(SOURCE.format(HARMLESS[name]) + ALONE)
    running, ended = outcome.evidence.bystanders
    assert running == Bystander(pid=running.pid, running=True)
    assert ended == Bystander(pid=ended.pid, running=False)
    expected = {"forks": 3 << 8, "starts": "Process-1", "looks": [True], "in a child": 0, "a pool": [1, 2]}
    assert value(outcome) == expected.get(name, signal.SIGTERM)
    assert not outcome.evidence.leftovers


def test_they_are_no_part_of_a_request(box: Box) -> None:
    outcome = box.call("def f():\n    return 1\n")
    assert not children(outcome)
    assert outcome.evidence.peak_processes == 1


def test_a_program_has_them_too(box: Box) -> None:
    for code, collected in {
        "os.wait()": True,
        "os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)": False,
    }.items():
        running, ended = box.run(f"import os\n{code}\n").evidence.bystanders
        assert (running.collected, ended.collected) == (False, collected)


def test_a_scenario_has_them_too(box: Box) -> None:
    scene = "def scene(student):\n    return student.f()\n"
    assert finding(box.play(SOURCE.format("os.wait()"), scene)).diagnosis == "wait-for-any"


@pytest.mark.parametrize("code", ["os.closerange(3, 64)", "os.dup2(1, 3)"])
def test_the_callers_descriptor(box: Box, code: str) -> None:
    assert left(box.call(SOURCE.format(code))) >= {LeftoverKind.CALLERS_DESCRIPTOR}


def test_the_callers_handler(box: Box) -> None:
    code = "\n    for number in {2, 10, 28}:\n        signal.signal(number, signal.SIG_DFL)"
    assert left(box.call(SOURCE.format(code))) == {LeftoverKind.HANDLER}


def test_a_signal_that_is_still_under_way_counts(box: Box) -> None:
    one = "multiprocessing.active_children()[0].pid"
    code = f"\n    for _ in range(20):\n        os.kill({one}, signal.SIGWINCH)"
    for _ in range(5):
        running, _ = box.call(SOURCE.format(code)).evidence.bystanders
        assert running.signals == [signal.SIGWINCH]


def test_a_runner_is_ready_when_the_one_that_ends_has_ended() -> None:
    runner = Traced(pid=2, inner=2, parent=None, begin=0.0)
    assert not are_made(runner)
    runner.children += [Traced(pid=pid, inner=pid, parent=runner, begin=0.0) for pid in (3, 4)]
    assert not are_made(runner)  # it waits for the second: a request that began now would look stuck
    runner.children[1].end = 1.0
    assert are_made(runner)
