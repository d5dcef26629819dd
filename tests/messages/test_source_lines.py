"""Which line of a submission is shown with a message."""

from __future__ import annotations

import pytest

from grader.evidence import WaitRecord
from grader.messages.source_lines import code_at, line_of

SOURCE = "import os\n\n\ndef f():\n    pid = os.fork()\n    os.wait()\n"
AT_SIX = WaitRecord(pid=1, first=True, kind="child", line=6)


@pytest.mark.parametrize(
    ("message", "waits", "line"),
    [
        ("Process 3, forked at line 5, returned from your function.", [], 5),
        ("Process 3, forked at line 5, left with TypeError raised at line 6: no.", [AT_SIX], 6),
        ("Your function raised KeyError at line 6: 1", [], 6),
        ("It can never end.", [AT_SIX], 6),
        ("It should be 3.", [], 4),
        ("Process 3 was forked at line 99.", [], 0),
        ("It should be (b'line 6', \"line 5\"); it is 'line 3\\' and m", [], 4),
        ("The caller's child (forked at line 5) wrote 'line 6'.", [], 5),
        ("The child (forked at line 5) left your function: line 6 raised KeyError.", [], 6),
    ],
)
def test_the_line_is_that_of_the_message_of_a_wait_or_of_the_function(
    message: str, waits: list[WaitRecord], line: int
) -> None:
    assert line_of(message, waits, SOURCE, ("f",)) == line


def test_a_process_that_stands_aside_does_not_tell_the_line() -> None:
    aside = WaitRecord(pid=2, first=True, kind="sleep", line=5, aside=True)
    assert line_of("It can never end.", [aside, AT_SIX], SOURCE, ("f",)) == 6


LONGER = """\
import os, threading
def helper():
    os.wait()
def f(n):
    t = threading.Thread(target=print)
    if n:
        return 1
    return os.fork()
def g():
    try:
        return os.waitpid(-1, 0)[1]
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    ("message", "look_at", "forked", "line"),
    [
        ("It should be 3.", ["os.wait"], 0, 3),
        ("It should be 3.", ["wait"], 0, 3),
        ("It should be 3.", ["join", "Thread"], 0, 5),
        ("It should be 3.", ["except"], 0, 12),
        ("It should be 3.", ["last return"], 0, 11),
        ("It should be 3.", ["join"], 8, 8),
        ("It should be 3.", [], 0, 8),
        ("g(0) should be 3.", [], 0, 11),
        ("At line 7 it should be 3.", ["os.wait"], 0, 7),
    ],
)
def test_the_line_is_what_the_misconception_is_about_or_what_is_returned(
    message: str, look_at: list[str], forked: int, line: int
) -> None:
    assert line_of(message, [], LONGER, ("f", "g"), look_at, forked) == line


def test_a_file_without_the_function_has_no_line() -> None:
    assert line_of("It should be 3.", [], "x = 1\n", ("f",)) == 0
    assert code_at("x = 1\n", 0) == ""


def test_the_code_is_shown_without_its_indentation() -> None:
    assert code_at(SOURCE, 5) == "pid = os.fork()"
    assert len(code_at("x" * 999, 1)) == 200


@pytest.mark.parametrize("stops", ["breakpoint()", "pdb.set_trace()"])
def test_a_breakpoint_that_is_the_last_statement_is_found(stops: str) -> None:
    said = "Your function raised BdbQuit: Nobody types while code is graded, so breakpoint() ends it."
    source = f"import pdb\ndef f(x):\n    y = x\n    {stops}\n"
    assert line_of(said, [], source, ["f"]) == 4
    assert line_of(said.replace("BdbQuit:", "BdbQuit at line 3:"), [], source, ["f"]) == 3
