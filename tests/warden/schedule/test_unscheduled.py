"""What cannot be scheduled is said, and runs free: no hang, and no false word of what can never end."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import pytest
from boxes import Box, value

from grader.box.plan import BoxPlan
from grader.evidence import End, Outcome
from grader.limits import UNSCHEDULED, Limits
from grader.messages.checks.why_ended import said
from grader.runner.confine import syscalls
from grader.runner.confine.point_filter import NEVER
from grader.testing import Submission
from grader.testing.schedules import free
from grader.warden.client import Warden
from grader.warden.protocol import Ask, Schedule

CALL = "import ctypes\ncall = ctypes.CDLL(None, use_errno=True).syscall\n"
#: What a submission does, and the word that tells it.
REFUSED = {
    **{
        name: f"def f():\n    return call({number}, -1, 0, 0)\n"
        for name, number in syscalls.numbers("x86_64", NEVER).items()
    },
    "semtimedop with a time limit": """
        def f():
            return call(220, -1, None, 0, ctypes.byref((ctypes.c_long * 2)(1, 0)))
    """,
    "futex for a lock that the kernel hands on": """
        def f():
            return call(202, ctypes.byref(ctypes.c_int(0)), 6)
    """,
    "clone for a child that shares its memory": "def f():\n    return call(56, 0x100 | 17, 0, 0, 0, 0)\n",
    "exec beside other threads": """
        import os, threading, time

        def f():
            pid = os.fork()
            if pid == 0:
                threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
                os.execv("/bin/true", ["true"])
            os.waitpid(pid, 0)
    """,
    "makes a FIFO without a word of it": "def f():\n    return call(133, b'there', 0o10600, 0)\n",
    "a thread sleeps in splice": """
        import os

        def f():
            (out, into), (_, other) = os.pipe(), os.pipe()
            os.splice(out, other, 1)
    """,
}  # fmt: skip
#: What is refused by the box, scheduled or not, and what is scheduled.
SCHEDULED = {
    "io_uring": ("def f():\n    return call(425, 1, None), ctypes.get_errno()\n", (-1, 38)),
    "aio": ("def f():\n    return call(206, 1, None), ctypes.get_errno()\n", (-1, 38)),
    "32 bit": ("""
        import mmap

        def f():
            code = mmap.mmap(-1, 4096, prot=7)
            code.write(bytes.fromhex("b814000000cd80c3"))  # getpid by int 0x80
            return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    """, -38),
    "vfork": ("""
        import subprocess, sys
        subprocess._USE_VFORK = True

        def f():
            return subprocess.run(["/bin/sh", "-c", "exit 3"]).returncode
    """, 3),
    "a call that is not modelled": ("""
        import os, time

        def f():
            (out, into), (end, other) = os.pipe(), os.pipe()
            if os.fork() == 0:
                time.sleep(600)
                os.write(into, b"x")
                os._exit(0)
            os.splice(out, other, 1)
            os.wait()
            for fd in (out, into, other):
                os.close(fd)
            return os.read(end, 1), os.close(end)
    """, (b"x", None)),
}  # fmt: skip


@pytest.fixture(scope="module")
def walled(plan_of: Callable[[str], BoxPlan]) -> Iterator[Box]:
    """One box for all of them."""
    shared = Box(plan_of("namespaces"))
    yield shared
    shared.close()


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_scheduled_is_said(walled: Box, what: str) -> None:
    outcome = walled.call(CALL + textwrap.dedent(REFUSED[what]), schedule=Schedule())
    assert (outcome.end, outcome.limit) == (End.LIMIT, UNSCHEDULED), outcome
    assert what in said(outcome.reason)


@pytest.mark.parametrize("what", SCHEDULED)
def test_what_the_box_refuses_and_what_is_waited_for_is_scheduled(walled: Box, what: str) -> None:
    source, expected = SCHEDULED[what]
    outcome = walled.call(CALL + textwrap.dedent(source), schedule=Schedule())
    assert value(outcome) == expected, outcome


TIMER = (
    CALL
    + """

def f():
    timer = ctypes.c_int()
    made = call(222, 1, None, ctypes.byref(timer))
    return made, call(226, timer)
"""
)


def test_it_runs_free_then_and_the_evidence_says_why(walled: Box) -> None:
    submission = Submission("answer", TIMER, lambda: walled.warden, Limits(), "seed", "fork")
    answer = submission.call("f", schedule=Schedule())
    assert answer.value == (0, 0)
    assert answer.outcome.evidence.ran_free == "it calls timer_create"
    assert "it calls timer_create" in free.told(outcome for outcome, _ in submission.outcomes)
    assert submission.call("f", schedule=None).outcome.evidence.ran_free == ""


STEPPING = """
import os

def f(steps):
    out, into = os.pipe()
    while steps:
        os.write(into, b"x")
        os.read(out, 1)
        steps -= 1
    os.close(out), os.close(into)
    return True
"""


def test_who_takes_too_many_steps_runs_free_until_that_was_in_vain(walled: Box) -> None:
    asked: list[Ask] = []

    class Counting(Warden):
        def __init__(self) -> None:
            pass

        def ask(self, ask: Ask) -> Outcome:
            asked.append(ask)
            return walled.ask(ask)

    submission = Submission("answer", STEPPING, Counting, Limits(wall_seconds=0.5), "seed", "fork")
    few = Schedule(steps=500)
    answer = submission.call("f", 500, schedule=few)
    assert answer.value is True
    assert answer.outcome.evidence.ran_free == "it was still going after 500 steps"
    for _ in range(2):
        with pytest.raises(Exception, match="did not finish"):
            submission.call("f", -1, schedule=few)
    assert [ask.schedule is None for ask in asked] == [False, True, False, True, False]
