"""A forked child that comes back out of the submission's function is found and stopped. At every level."""

from __future__ import annotations

import pytest
from boxes import Box, answer, children, left, raised, runner, value

from grader.evidence import End, LeftoverKind
from grader.testing.findings import Finding, read_answer

RETURNS = """
    import os

    def f():
        pid = os.fork()
        if pid:
            os.waitpid(pid, 0)
        return pid
"""


def test_a_child_that_returns_while_the_parent_waits(box: Box) -> None:
    outcome = box.call(RETURNS)
    (child,) = children(outcome)
    assert outcome.end is End.ANSWERED
    assert value(outcome) == child.pid
    assert [(e.pid, e.by) for e in outcome.escapes] == [(child.pid, "return")]


def test_a_child_that_returns_runs_nothing_of_the_scenario(box: Box) -> None:
    scene = """
        import os

        def scene(student):
            try:
                student.f()
            finally:
                observe(os.getpid())
            observe("after")
    """
    outcome = box.play(RETURNS, scene)
    assert [o.value for o in outcome.evidence.observations] == [runner(outcome).pid, "after"]
    assert len(outcome.escapes) == 1


def test_a_child_that_returns_without_being_waited_for(box: Box) -> None:
    outcome = box.call("import os\ndef f():\n    return os.fork()\n")
    assert [e.by for e in outcome.escapes] == ["return"]
    assert left(outcome) == {LeftoverKind.ZOMBIE}


@pytest.mark.parametrize(
    ("statement", "by"),
    [
        ("raise ValueError('of the child')", "ValueError"),
        ("sys.exit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise type('Own', (BaseException,), {})", "Own"),
    ],
)
def test_a_child_that_leaves_by_an_exception(box: Box, statement: str, by: str) -> None:
    source = f"""
        import os
        import sys

        def f():
            pid = os.fork()
            if pid == 0:
                {statement}
            os.waitpid(pid, 0)
            return "parent"
    """
    outcome = box.call(source)
    assert value(outcome) == "parent"
    assert [e.by for e in outcome.escapes] == [by]
    assert ("of the child" in outcome.escapes[0].text) == ("of the child" in statement)


def test_the_child_escapes_and_the_parent_raises(box: Box) -> None:
    source = """
        import os

        def f():
            pid = os.fork()
            if pid:
                os.waitpid(pid, 0)
                raise ValueError("parent")
    """
    outcome = box.call(source)
    assert raised(outcome)["text"] == "parent"
    assert len(outcome.escapes) == 1


def test_a_grandchild_that_returns(box: Box) -> None:
    source = """
        import os

        def f():
            if (pid := os.fork()) == 0:
                if (pid := os.fork()) == 0:
                    return "grandchild"
                os.waitpid(pid, 0)
                os._exit(0)
            os.waitpid(pid, 0)
            return "caller"
    """
    outcome = box.call(source)
    assert value(outcome) == "caller"
    assert [e.pid for e in outcome.escapes] == [children(outcome)[1].pid]


def test_several_children_that_return_are_all_found(box: Box) -> None:
    source = """
        import os

        def f():
            pids = []
            for _ in range(3):
                pids.append(os.fork())
                if pids[-1] == 0:
                    return
            for pid in pids:
                os.waitpid(pid, 0)
    """
    outcome = box.call(source)
    assert {e.pid for e in outcome.escapes} == {p.pid for p in children(outcome)}
    assert len(outcome.escapes) == 3


def test_a_child_that_comes_back_when_the_parent_has_returned(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            if os.fork() == 0:
                time.sleep(0.05)
    """
    assert [e.by for e in box.call(source).escapes] == ["return"]


def test_a_child_that_returns_from_a_function_it_called_itself_is_no_escape(box: Box) -> None:
    source = """
        import os

        def f(inner):
            pid = os.fork()
            if pid == 0:
                inner()
                os._exit(4)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

        def inner():
            return 1
    """
    outcome = box.play(source, "def scene(student):\n    return student.f(student.inner)\n")
    assert value(outcome) == 4
    assert not outcome.escapes


def test_a_child_of_the_scenario_that_calls_the_submission_is_no_escape(box: Box) -> None:
    scene = """
        import os

        def scene(student):
            pid = os.fork()
            if pid == 0:
                os._exit(student.f())
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    """
    outcome = box.play("def f():\n    return 5\n", scene)
    assert value(outcome) == 5
    assert not outcome.escapes
    assert not outcome.evidence.leftovers


def test_the_callers_death_does_not_hide_an_escape(box: Box) -> None:
    source = """
        import os

        def f():
            pid = os.fork()
            if pid:
                os.waitpid(pid, 0)
                os._exit(0)
    """
    outcome = box.call(source)
    assert outcome.end is End.DIED
    assert len(outcome.escapes) == 1


def test_a_child_that_closed_every_descriptor_does_not_go_on_as_the_caller(box: Box) -> None:
    source = """
        import os

        def f():
            pid = os.fork()
            if pid == 0:
                os.closerange(3, 1024)
                return
            os.waitpid(pid, 0)
    """
    scene = """
        import os

        def scene(student):
            student.f()
            observe(os.getpid())
    """
    outcome = box.play(source, scene)
    assert [o.pid for o in outcome.evidence.observations] == [runner(outcome).pid]


def test_escapes_without_number_do_not_fill_the_outcome(box: Box) -> None:
    source = """
        import json
        import os
        import socket

        def f():
            if (pid := os.fork()) == 0:
                line = socket.socket(fileno=200)
                for _ in range(300):
                    line.send(b"." + json.dumps({"escape": {"by": "return", "text": "x" * 50_000}}).encode())
                os._exit(0)
            os.waitpid(pid, 0)
    """
    outcome = box.call(source)
    assert sum(len(e.text) for e in outcome.escapes) <= 1 << 20
    assert outcome.escapes or outcome.end is End.VIOLATION


def test_an_escape_is_no_answer(box: Box) -> None:
    source = (
        "import os\ndef f():\n    if pid := os.fork():\n        while True:\n            os.waitpid(pid, 0)\n"
    )
    outcome = box.call(source)
    assert len(outcome.escapes) == 1
    assert answer(outcome)["raised"]["type"] == "ChildProcessError"


GOES_BACK = """
import os

def g():
    return os.fork()

def f():
    if (pid := g()) == 0:
        return 7
    os.waitpid(pid, 0)
"""
RAISES = """
import os
import sys

def f():
    if (pid := os.fork()) == 0:
        sys.exit(3)
    os.waitpid(pid, 0)
"""
MISTYPES = RAISES.replace("sys.exit(3)", "os.write(1, 'text')")


@pytest.mark.parametrize(
    ("source", "forked", "line", "told"),
    [
        (GOES_BACK, 5, 0, r"\(forked at line 5\) returned from your function"),
        (
            RAISES,
            6,
            7,
            r"\(forked at line 6\) left your function: line 7 raised SystemExit, and nothing caught it.",
        ),
        (
            MISTYPES,
            6,
            7,
            "line 7 raised TypeError: a bytes-like object is required, not 'str', and",
        ),
    ],
)
def test_an_escape_says_where_the_child_was_forked_and_where_it_raised(
    box: Box, source: str, forked: int, line: int, told: str
) -> None:
    outcome = box.call(source)
    (escape,) = outcome.escapes
    assert (escape.forked, escape.line) == (forked, line)
    with pytest.raises(Finding, match=told):
        read_answer(outcome, {})


def test_a_child_that_the_scenario_forked_has_no_line(box: Box) -> None:
    scene = """
        import os

        def scene(student):
            os.waitpid(student.f(lambda: os.fork()), 0)
    """
    outcome = box.play("def f(fork):\n    return fork()\n", scene)
    assert [escape.forked for escape in outcome.escapes] == [2]
