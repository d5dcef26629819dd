"""Timers behind descriptors (timerfd) go off on the schedule's clock."""

from __future__ import annotations

import textwrap

import pytest
from boxes import Box, value

from grader.evidence import End, Outcome
from grader.limits import UNSCHEDULED
from grader.warden.protocol import Schedule
from grader.warden.schedule.timing.haste import MOST

#: As ``os`` has them since Python 3.13.
TIMERFD = """
import ctypes, os, select, time

libc = ctypes.CDLL(None, use_errno=True)
Spec = ctypes.c_int64 * 4


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "timerfd")
    return result


def create(clock=1, flags=0):
    return checked(libc.timerfd_create(clock, flags))


def spec(every, first):
    return Spec(*divmod(round(every * 1e9), 10**9), *divmod(round(first * 1e9), 10**9))


def told(spec):
    return spec[0] + spec[1] / 1e9, spec[2] + spec[3] / 1e9


def settime(fd, first, every=0.0, flags=0):
    before = Spec()
    checked(libc.timerfd_settime(fd, flags, spec(every, first), before))
    return told(before)


def gettime(fd):
    now = Spec()
    checked(libc.timerfd_gettime(fd, now))
    return told(now)


def ticks(fd):
    return int.from_bytes(os.read(fd, 8), "little")


"""


def ran(box: Box, text: str, **schedule: object) -> Outcome:
    order = Schedule(**schedule)  # type: ignore[arg-type]
    return box.call(TIMERFD + textwrap.dedent(text), schedule=order)


def test_a_wait_for_a_timer_takes_no_time(box: Box) -> None:
    outcome = ran(
        box,
        """
        def f():
            begin, timer = time.monotonic(), create()
            settime(timer, 600)
            told = [ticks(timer), time.monotonic() - begin]
            settime(timer, time.monotonic() + 300, flags=1)
            told += [select.select([timer], [], [])[0] == [timer], time.monotonic() - begin]
            wall = create(0)
            settime(wall, time.time() + 100, flags=1)
            told += [ticks(wall), time.monotonic() - begin]
            settime(wall, time.time() - 100, flags=1)
            told += [ticks(wall), time.monotonic() - begin]
            return told
        """,
    )
    assert value(outcome) == pytest.approx([1, 600, True, 900, 1, 1000, 1, 1000], abs=0.01)
    assert outcome.evidence.wall_seconds < 20


def test_a_timer_that_repeats_counts(boxed: Box) -> None:
    outcome = ran(
        boxed,
        """
        def f():
            timer = create(flags=os.O_NONBLOCK | os.O_CLOEXEC)
            settime(timer, 10, 3.5)
            time.sleep(4)
            told = [*gettime(timer)]
            time.sleep(14)
            told += [ticks(timer), *gettime(timer), *settime(timer, 0), *gettime(timer)]
            try:
                ticks(timer)
            except BlockingIOError:
                return told + [os.get_inheritable(timer)]
        """,
    )
    assert value(outcome) == pytest.approx([3.5, 6, 3, 3.5, 2.5, 3.5, 2.5, 0, 0, False], abs=0.01)


def test_to_set_a_timer_takes_back_what_it_has_counted(boxed: Box) -> None:
    outcome = ran(
        boxed,
        """
        def f():
            timer, begin = create(), time.monotonic()
            settime(timer, 1, 1)
            time.sleep(5.5)
            settime(timer, 2)
            return ticks(timer), time.monotonic() - begin
        """,
    )
    assert value(outcome) == pytest.approx((1, 7.5), abs=0.01)


def test_a_timer_is_one_wherever_it_is_handed_to(boxed: Box) -> None:
    outcome = ran(
        boxed,
        """
        def f():
            timer = create()
            other = os.dup(timer)
            pid = os.fork()
            if pid == 0:
                os.close(timer)
                settime(other, 50)
                os._exit(0)
            os.close(other)
            os.waitpid(pid, 0)
            poll = select.epoll()
            poll.register(timer, select.EPOLLIN)
            found = poll.poll()
            return found == [(timer, select.EPOLLIN)], ticks(timer), time.monotonic()
        """,
    )
    assert value(outcome)[:2] == (True, 1)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("create(1, 1)", 22),
        ("create(99)", 22),
        ("settime(0, 1)", 22),
        ("settime(99, 1)", 9),
        ("gettime(os.eventfd(0))", 22),
        ("checked(libc.timerfd_settime(create(), 0, Spec(0, 0, 0, 10**9), None))", 22),
        ("checked(libc.timerfd_settime(create(), 0, None, None))", 14),
    ],
)
def test_what_is_no_timer_is_none(boxed: Box, call: str, error: int) -> None:
    source = f"""
    def f():
        try:
            {call}
        except OSError as raised:
            return raised.errno
    """
    assert value(ran(boxed, source)) == error


def test_a_timer_that_nobody_has_set_is_waited_for_for_ever(boxed: Box) -> None:
    source = (
        "def f():\n    timer = create()\n    settime(timer, 5)\n    settime(timer, 0)\n    ticks(timer)\n"
    )
    assert ran(boxed, source).end is End.DEADLOCK


def test_a_timer_may_be_early_where_others_are_slow(boxed: Box) -> None:
    """Who pauses by a timer instead of waiting is found as who sleeps is."""
    source = """
    def f():
        out, into = os.pipe()
        if os.fork() == 0:
            os.write(into, b"x")
            os._exit(0)
        os.set_blocking(out, False)
        timer = create()
        settime(timer, 0.5)
        ticks(timer)
        try:
            return os.read(out, 1)
        except BlockingIOError:
            return None
        finally:
            os.wait()
    """
    assert value(ran(boxed, source)) == b"x"
    assert value(ran(boxed, source, haste_seconds=0.4)) == b"x"
    assert value(ran(boxed, source, haste_seconds=1.0)) is None


@pytest.mark.parametrize("makes_each", [True, False])
def test_who_looks_at_each_tick_does_not_take_too_many_steps(boxed: Box, makes_each: bool) -> None:
    source = f"""
    def f():
        pid, begin, timer = os.fork(), time.monotonic(), create()
        if pid == 0:
            time.sleep(600)
            os._exit(0)
        while not os.waitpid(pid, os.WNOHANG)[0]:
            timer = timer if {not makes_each} else (os.close(timer), create())[1]
            settime(timer, 0.02)
            ticks(timer)
        return time.monotonic() - begin
    """
    assert value(ran(boxed, source)) == pytest.approx(600, rel=0.1)


def test_too_many_timers_run_free(boxed: Box) -> None:
    source = "def f():\n    return len([create() for _ in range({})])\n"
    assert value(ran(boxed, source.format(100))) == 100
    outcome = ran(boxed, source.format(200))
    assert (outcome.end, outcome.limit) == (End.LIMIT, UNSCHEDULED)
    assert value(ran(boxed, "def f():\n    for _ in range(300):\n        os.close(create())\n")) is None


@pytest.mark.parametrize("makes_each", [True, False])
def test_a_process_is_early_only_so_often(boxed: Box, makes_each: bool) -> None:
    """Else who looks again and again, with a new timer each time, would never let others work."""
    source = f"""
    def f():
        pid, timer, looks = os.fork(), create(), 0
        if pid == 0:
            for _ in range(300):
                os.sched_yield()
            os._exit(0)
        while not os.waitpid(pid, os.WNOHANG)[0]:
            looks += 1
            timer = timer if {not makes_each} else (os.close(timer), create())[1]
            settime(timer, 0.01)
            ticks(timer)
        return looks
    """
    for number in range(4):
        outcome = ran(boxed, source, policy="random", seed=str(number), haste_seconds=1.0, stay=0.9)
        assert outcome.played is not None
        assert outcome.played.hurried <= MOST, number
        assert value(outcome) > 0


def test_who_waits_for_the_edges_of_a_timer_need_not_read_it(boxed: Box) -> None:
    outcome = ran(
        boxed,
        """
        def f():
            timer, begin, epoll = create(), time.monotonic(), select.epoll()
            epoll.register(timer, select.EPOLLIN | select.EPOLLET)
            settime(timer, 5, 5)
            edges = [epoll.poll() for _ in range(4)]
            return len(edges), time.monotonic() - begin, ticks(timer)
        """,
    )
    assert value(outcome) == pytest.approx((4, 20, 4), abs=0.01)
