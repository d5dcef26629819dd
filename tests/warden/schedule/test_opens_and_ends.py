"""Opens of FIFOs are let in and count as one of its ends; a process closes its descriptors before it ends."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from boxes import Box, value
from corpus import drawn, sequence

from grader.box.plan import BoxPlan
from grader.evidence import End
from grader.warden.protocol import Schedule
from grader.warden.schedule import inside

MEET = """
import os, time

def f(reader=os.O_RDONLY, late=600.0):
    os.mkfifo("up")
    pid = os.fork()
    if pid == 0:
        time.sleep(late)
        with open("up", "wb") as pipe:
            pipe.write(b"x" * 200_000)
        os._exit(0)
    fd = os.open("up", reader)
    os.set_blocking(fd, True)
    data = b""
    while piece := os.read(fd, 1 << 16):
        data += piece
    ended = os.waitpid(pid, os.WNOHANG if late else 0)
    os.close(fd), os.unlink("up")
    return len(data), ended == (0, 0)
"""


def test_an_open_waits_for_its_other_end(box: Box) -> None:
    begin = time.monotonic()
    outcome = box.call(MEET.replace("os.WNOHANG if late else 0", "0"), schedule=Schedule())
    assert value(outcome) == (200_000, False), outcome
    assert outcome.played is not None and outcome.played.not_modelled == []
    assert 600 < outcome.played.virtual_seconds < 601
    assert time.monotonic() - begin < 20


def test_an_open_that_gets_no_cpu_for_long_counts_as_waiting_inside(
    monkeypatch: pytest.MonkeyPatch, plan_of: Callable[[str], BoxPlan]
) -> None:
    """On a busy machine it is not asleep yet after any number of looks."""
    monkeypatch.setattr(inside, "LOOKS", 0)
    box = Box(plan_of("none"))
    outcome = box.call(MEET.replace("os.WNOHANG if late else 0", "0"), schedule=Schedule())
    box.close()
    assert value(outcome) == (200_000, False), outcome
    assert outcome.played is not None and outcome.played.not_modelled == []


def test_the_order_of_opens_is_the_same_again(boxed: Box) -> None:
    runs = [sequence(boxed.call(MEET, "f", 0, 0.0, schedule=drawn(seed))) for seed in (3, 3, 3, 4)]
    assert runs[0] == runs[1] == runs[2] != runs[3]
    assert any(call == "openat" for _, call in runs[0])


def test_a_reader_that_does_not_wait_is_at_the_end_at_once(boxed: Box) -> None:
    source = MEET.replace("ended = os", "os.kill(pid, 9); ended = os").replace(
        "os.WNOHANG if late else 0", "0"
    )
    outcome = boxed.call(source, "f", 0o4000, schedule=Schedule())
    assert value(outcome) == (0, False), outcome
    assert outcome.played is not None and outcome.played.virtual_seconds < 1


def test_who_waits_in_an_open_is_found_by_who_does_not_wait(boxed: Box) -> None:
    source = """
    import os, time

    def f():
        os.mkfifo("up")
        pid = os.fork()
        if pid == 0:
            time.sleep(600)
            with open("up", "rb") as pipe:
                os._exit(len(pipe.read()))
        looks = 0
        while True:
            try:
                fd = os.open("up", os.O_WRONLY | os.O_NONBLOCK)
                break
            except OSError:
                time.sleep(0.1)
                looks += 1
        os.write(fd, b"four")
        os.close(fd), os.unlink("up")
        return looks > 10, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    """
    assert value(boxed.call(source, schedule=Schedule())) == (True, 4)


def test_two_orders_of_opens_are_a_deadlock_that_is_known_at_once(boxed: Box) -> None:
    source = """
    import os

    def f():
        os.mkfifo("up"), os.mkfifo("down")
        if os.fork() == 0:
            with open("up", "w"), open("down"):
                os._exit(0)
        with open("down", "w"), open("up"):
            pass
    """
    begin = time.monotonic()
    outcome = boxed.call(source, schedule=Schedule())
    assert outcome.end is End.DEADLOCK
    assert {wait.kind for wait in outcome.evidence.waits} == {"fifo"}, outcome.evidence.waits
    assert time.monotonic() - begin < 3


def test_signals_reach_who_waits_in_an_open(box: Box) -> None:
    source = """
    import os, signal, time

    def f():
        os.mkfifo("up"), os.mkfifo("other")
        fired = []
        signal.signal(signal.SIGALRM, lambda *_: fired.append(time.monotonic()))
        if (killed := os.fork()) == 0:
            open("other", "wb")
        if os.fork() == 0:
            os._exit(0)  # SIGCHLD does nothing, and ends no call
        begin = time.monotonic()
        if (writer := os.fork()) == 0:
            time.sleep(50)
            os.kill(killed, signal.SIGTERM)
            with open("up", "wb") as pipe:
                pipe.write(b"late")
            os._exit(0)
        signal.alarm(5)
        with open("up", "rb") as pipe:
            data = pipe.read()
        ends = sorted(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(3))
        os.unlink("up"), os.unlink("other")
        return data, ends, [round(at - begin, 2) for at in fired]
    """
    assert value(box.call(source, schedule=Schedule())) == (b"late", [-15, 0, 0], [5.0])


SEMAPHORES = """
import ctypes, os, time

libc = ctypes.CDLL(None, use_errno=True)

class Operation(ctypes.Structure):
    _fields_ = [("num", ctypes.c_ushort), ("op", ctypes.c_short), ("flag", ctypes.c_short)]

def change(number, by):
    assert libc.semop(number, ctypes.byref(Operation(0, by, 0)), 1) == 0

def f():
    number = libc.semget(0, 1, 0o600)
    assert number >= 0
    pid = os.fork()
    if pid == 0:
        change(number, -1)
        os._exit(int(time.monotonic()) // 100 % 100)
    time.sleep(600)
    change(number, 1)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    libc.semctl(number, 0, 0)
    return code
"""


def test_system_v_semaphores(boxed: Box) -> None:
    outcome = boxed.call(SEMAPHORES, schedule=Schedule())
    assert value(outcome) == 6
    assert outcome.played is not None and outcome.played.not_modelled == []


def test_the_end_of_a_pipe_comes_before_the_end_of_its_process(box: Box) -> None:
    source = """
    import os

    def f():
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os._exit(7)
        os.close(into)
        data = os.read(out, 1)
        os.close(out)
        early = os.waitpid(pid, os.WNOHANG)
        return data, early, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if early == (0, 0) else None
    """
    assert value(box.call(source, schedule=Schedule(hold=("ends",)))) == (b"", (0, 0), 7)
    assert value(box.call(source, schedule=Schedule()))[2] is None


def test_a_late_kill_acts_after_pauses_and_before_a_wait_ends(boxed: Box) -> None:
    source = """
    import os, signal, time

    def f():
        pid = os.fork()
        if pid == 0:
            signal.pause()
        os.kill(pid, signal.SIGKILL)
        time.sleep(1.0)
        early = os.waitpid(pid, os.WNOHANG)
        return early, os.waitpid(pid, 0)[1]
    """
    assert value(boxed.call(source, schedule=Schedule(hold=("kills",)))) == ((0, 0), 9)
