"""Time stands still while anybody can go on, and jumps when nobody can."""

from __future__ import annotations

import os
import signal
import textwrap
import time
from collections.abc import Callable

import pytest
from boxes import Box, call, children, until, value

from grader.evidence import End
from grader.limits import STEPS
from grader.messages.checks.why_ended import said
from grader.warden.client import Warden
from grader.warden.protocol import Schedule
from grader.warden.schedule.control import undisturbed
from grader.warden.schedule.scheduler import SPINS
from grader.warden.schedule.steps import Steps


def test_a_sleep_takes_no_time(box: Box) -> None:
    source = """
    import subprocess, sys, time

    def f():
        begin = time.monotonic(), time.time(), time.perf_counter()
        time.sleep(1000)
        text = "import time; time.sleep(500)"
        subprocess.run([sys.executable, "-S", "-c", text])
        return [now - then for now, then in zip((time.monotonic(), time.time(), time.perf_counter()), begin)]
    """
    begin = time.monotonic()
    outcome = box.call(source, schedule=Schedule())
    assert value(outcome) == pytest.approx([1500, 1500, 1500], abs=0.01)
    assert time.monotonic() - begin < 20


def test_evidence_has_the_virtual_times(boxed: Box) -> None:
    source = """
    import os, signal, time

    def f():
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                time.sleep(100)
        time.sleep(1.0)
        os.kill(pid, signal.SIGTERM)
        time.sleep(0.5)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    """
    outcome = boxed.call(source, schedule=Schedule())
    (child,) = children(outcome)
    assert child.end == pytest.approx(1.5, abs=0.001)
    assert [signal.at for signal in outcome.evidence.signals] == pytest.approx([1.0], abs=0.001)


def test_the_virtual_limit_ends_a_request(boxed: Box) -> None:
    source = "import time\ndef f():\n    while True:\n        time.sleep(1)\n"
    outcome = boxed.call(source, schedule=Schedule(virtual_seconds=30))
    assert (outcome.end, outcome.limit) == (End.LIMIT, "wall_seconds")
    assert "30 s by its own clock" in said(outcome.reason)


def test_the_limit_of_steps_ends_a_request(boxed: Box) -> None:
    source = """
    import os

    def f():
        out, into = os.pipe()
        while True:
            os.write(into, b"x")
            os.read(out, 1)
    """
    outcome = boxed.call(source, schedule=Schedule(steps=500))
    assert (outcome.end, outcome.limit) == (End.LIMIT, STEPS)
    assert "500 steps" in said(outcome.reason)


def test_a_request_that_computes_is_ended_by_what_it_has_computed(boxed: Box) -> None:
    outcome = boxed.call("def f():\n    while True:\n        pass\n", schedule=Schedule(), wall_seconds=1.0)
    assert (outcome.end, outcome.limit) == (End.LIMIT, "wall_seconds")
    assert "computed for 1 s" in said(outcome.reason)


def test_a_machine_on_which_each_step_is_slow_does_not_end_a_request(
    warden: Callable[[], Warden], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a thousand steps, of a millisecond at least: more than the limit, which is for computing."""
    take = Steps.take
    monkeypatch.setattr(Steps, "take", lambda self, thread: (time.sleep(0.001), take(self, thread)))
    slow = warden()  # begun after the change, so that it has it
    outcome = slow.ask(call(POLLS, "f", 0, 6.0, 0.01, schedule=Schedule(exact=True), wall_seconds=1.0))
    assert outcome.evidence.wall_seconds > 1
    assert value(outcome)[0] > 500


def test_the_wardens_last_resort_goes_on_while_a_schedule_does() -> None:
    fired = []
    before = signal.signal(signal.SIGALRM, lambda *_: fired.append(time.monotonic()))
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with undisturbed(os.getpid(), os.sched_getaffinity(0)):
            until(lambda: fired)
        assert fired and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        signal.setitimer(signal.ITIMER_REAL, 100)
        with undisturbed(os.getpid(), os.sched_getaffinity(0)):
            pass
        assert 50 < signal.getitimer(signal.ITIMER_REAL)[0] <= 100
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_one_cpu_is_our_business(boxed: Box) -> None:
    source = "import os\ndef f():\n    return len(os.sched_getaffinity(0))\n"
    assert value(boxed.call(source, schedule=Schedule())) == value(boxed.call(source))


def test_writes_are_witnessed_under_a_schedule(boxed: Box) -> None:
    source = """
    import os

    def f():
        with open("kept", "w") as file:
            file.write("x" * 10)
        out, into = os.pipe()
        if os.fork() == 0:
            os.write(into, b"y" * 9000)
            os._exit(0)
        got = 0
        while got < 9000:
            got += len(os.read(out, 9000))
        os.wait()
        os.close(out), os.close(into)
    """
    outcome = boxed.call(source, schedule=Schedule(), writes=True, keeps=("kept",))
    assert outcome.end is End.ANSWERED, outcome
    sizes = {
        (write.path.rpartition("/")[2].partition(":")[0], write.size) for write in outcome.evidence.writes
    }
    assert sizes >= {("kept", 10), ("pipe", 9000)}


POLLS = """
import os, select, time

def f(pollers, seconds, pause):
    begin = time.monotonic()
    sleeper = os.fork()
    if sleeper == 0:
        time.sleep(seconds)
        os._exit(0)
    for _ in range(pollers):
        if os.fork() == 0:
            while os.getppid() and not os.path.exists("over"):
                time.sleep(pause)
            os._exit(0)
    looks = 0
    while os.waitpid(sleeper, os.WNOHANG) == (0, 0):
        time.sleep(pause)
        looks += 1
    open("over", "w").close()
    took = time.monotonic() - begin
    for _ in range(pollers):
        os.wait()
    os.unlink("over")
    return looks, took
"""


@pytest.mark.parametrize("pollers", [0, 2])
def test_who_polls_oversleeps_nobody_else(box: Box, pollers: int) -> None:
    looks, took = value(box.call(POLLS, "f", pollers, 600.0, 0.01, schedule=Schedule(hold=("ends",))))
    assert looks < 600
    assert took == pytest.approx(600, abs=0.02)


def test_pauses_are_exact_where_durations_are_judged(boxed: Box) -> None:
    assert value(boxed.call(POLLS, "f", 0, 3.0, 0.01, schedule=Schedule(exact=True)))[0] >= 299


STARTS = """
import os, time

def f(count):
    begin, pids = time.monotonic(), []
    for _ in range(count):
        for pid in pids:
            assert os.waitpid(pid, os.WNOHANG) == (0, 0)
        pids.append(os.fork())
        if pids[-1] == 0:
            time.sleep(600)
            os._exit(0)
    took = time.monotonic() - begin
    for pid in pids:
        os.waitpid(pid, 0)
    return took
"""


def test_looks_at_others_before_each_start_take_no_time(boxed: Box) -> None:
    """So does every ``Process.start``: with its tenth process it has looked 45 times."""
    assert value(boxed.call(STARTS, "f", 50, schedule=Schedule())) < 0.01


COUNTS = """
import os, time

def f():
    sleeper = os.fork()
    if sleeper == 0:
        time.sleep(600)
        os._exit(0)
    for look in range(2000):
        if os.waitpid(sleeper, os.WNOHANG) != (0, 0):
            return "ended", look
        time.sleep(0.01)
    os.kill(sleeper, 9)
    os.waitpid(sleeper, 0)
    return "given up", time.monotonic() // 1
"""


def test_a_limit_that_counts_looks_is_reached_in_the_plain_order(boxed: Box) -> None:
    plain = boxed.call(COUNTS, schedule=Schedule())
    assert value(plain) == ("given up", 1_000_020)
    assert plain.played is not None and plain.played.choices == ""
    again = boxed.call(COUNTS, schedule=Schedule(policy="recorded"))
    assert again.played is not None and again.played.steps == plain.played.steps
    assert value(boxed.call(COUNTS, schedule=Schedule(hold=("ends",))))[0] == "ended"


GIVES_UP = """
import multiprocessing as mp, time

def f():
    lock = mp.Lock()
    lock.acquire()
    for look in range(1000):
        if lock.acquire(False):
            return "taken"
        time.sleep(0.01)
    return "given up"
"""


@pytest.mark.parametrize("order", [Schedule(hold=("ends",)), Schedule(policy="random", seed="1", stay=0.5)])
def test_a_limit_that_counts_looks_is_reached_where_all_poll(boxed: Box, order: Schedule) -> None:
    assert value(boxed.call(GIVES_UP, schedule=order)) == "given up"


def test_who_polls_for_long_does_not_take_too_many_steps(boxed: Box) -> None:
    outcome = boxed.call(POLLS, "f", 2, 2000.0, 0.01, schedule=Schedule())
    assert value(outcome)[1] == pytest.approx(2000, abs=0.02)
    assert outcome.played is not None and outcome.played.virtual_seconds > 2000


LOCKED_POLLS = """
import multiprocessing as mp, os, queue, time

def take(items, over):
    while not over.is_set():
        try:
            items.get(timeout=0.05)
        except queue.Empty:
            pass

def f(takers):
    items, over = mp.Queue(), mp.Event()
    processes = [mp.Process(target=take, args=(items, over)) for _ in range(takers)]
    for process in processes:
        process.start()
    begin = time.monotonic()
    time.sleep(600)
    over.set()
    for process in processes:
        process.join()
    items.close()
    return time.monotonic() - begin
"""


@pytest.mark.parametrize("order", [Schedule(), Schedule(policy="random", seed="1", stay=0.5)])
def test_who_polls_behind_one_lock_does_not_take_too_many_steps(boxed: Box, order: Schedule) -> None:
    for takers in (2, 3):
        outcome = boxed.call(LOCKED_POLLS, "f", takers, schedule=order)
        assert value(outcome) == pytest.approx(600, abs=0.2), outcome


MANAGED_POLLS = """
import multiprocessing as mp, queue, time

def take(items, over, wait):
    while not over.is_set():
        try:
            return items.get(timeout=wait)
        except queue.Empty:
            if not wait:
                time.sleep(0.01)

def f(takers, wait):
    with mp.Manager() as manager:
        items, over = manager.Queue(), manager.Event()
        processes = [mp.Process(target=take, args=(items, over, wait)) for _ in range(takers)]
        for process in processes:
            process.start()
        begin = time.monotonic()
        time.sleep(600)
        over.set()
        for process in processes:
            process.join()
        return time.monotonic() - begin
"""


@pytest.mark.parametrize("wait", [0.0, 0.01], ids=["sleeps", "the manager waits"])
@pytest.mark.parametrize("order", [Schedule(), Schedule(hold=("ends",))])
def test_who_polls_at_a_manager_does_not_take_too_many_steps(
    boxed: Box, order: Schedule, wait: float
) -> None:
    for takers in (1, 2):
        outcome = boxed.call(MANAGED_POLLS, "f", takers, wait, schedule=order)
        assert value(outcome) == pytest.approx(600, abs=0.2), outcome


def test_a_timer_is_told_as_it_is_set(boxed: Box) -> None:
    """What is left of it, and how often it goes off again: the kernel knows nothing of it."""
    source = """
    import signal, time

    def f():
        told = []
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 10.0, 3.5)
        time.sleep(4.0)
        told.append(signal.getitimer(signal.ITIMER_REAL))
        told.append(signal.setitimer(signal.ITIMER_REAL, 0))
        told.append(signal.getitimer(signal.ITIMER_REAL))
        signal.alarm(7)
        time.sleep(0.5)
        told.append(signal.getitimer(signal.ITIMER_REAL))
        signal.alarm(0)
        return [*map(list, told)]
    """
    set_twice = [[6.0, 3.5], [6.0, 3.5], [0.0, 0.0], [6.5, 0.0]]
    for found, wanted in zip(value(boxed.call(source, schedule=Schedule())), set_twice, strict=True):
        assert found == pytest.approx(wanted, abs=0.01)


TICKS = """
import os, signal, time

def f(again):
    ticks = []

    def tick(*_):
        ticks.append(time.monotonic())
        if not again:
            signal.setitimer(signal.ITIMER_REAL, 0.02)

    signal.signal(signal.SIGALRM, tick)
    pid = os.fork()
    if pid == 0:
        time.sleep(600.0)
        os._exit(0)
    begin = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, 0.02, again)
    while not os.waitpid(pid, os.WNOHANG)[0]:
        signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return ticks[49] - begin, len(ticks), time.monotonic() - begin
"""


@pytest.mark.parametrize("again", [0.02, 0.0])
@pytest.mark.parametrize("hold", [(), ("ends",)])
def test_who_looks_at_each_tick_of_a_timer_does_not_take_too_many_steps(
    boxed: Box, again: float, hold: tuple[str, ...]
) -> None:
    """Also if the timer is set anew each time. The first ticks come when they should, none much too late."""
    outcome = boxed.call(TICKS, "f", again, schedule=Schedule(hold=hold))
    fiftieth, _, took = value(outcome)
    assert fiftieth == pytest.approx(1.0, abs=0.02)
    assert 600.0 <= took < 600.0 * 21 / 20 + 0.05


def test_ticks_are_exact_where_durations_are_judged(boxed: Box) -> None:
    schedule = Schedule(exact=True, steps=400_000)
    _, count, took = value(boxed.call(TICKS, "f", 0.1, schedule=schedule))
    assert (count, took) == pytest.approx((6000, 600.0), abs=1.0)


def test_very_short_pauses_last_a_millisecond_where_durations_are_judged(boxed: Box) -> None:
    """Those of who polls, after the first thousands of steps: so often nobody can look."""
    source = """
    import os, time

    def f():
        pid = os.fork()
        if pid == 0:
            time.sleep(30.0)
            os._exit(0)
        begin, looks = time.monotonic(), []
        while not os.waitpid(pid, os.WNOHANG)[0]:
            time.sleep(0.0001)
            looks.append(time.monotonic())
        return looks[999] - begin, len(looks), time.monotonic() - begin
    """
    outcome = boxed.call(source, schedule=Schedule(exact=True, steps=100_000))
    thousandth, count, took = value(outcome)
    assert (thousandth, took) == pytest.approx((0.1, 30.0), abs=0.01)
    assert 30_000 < count < 40_000


def test_time_is_not_passed_for_who_pauses_in_a_wait(boxed: Box) -> None:
    """Each round looks twice; all that takes time are the waits."""
    source = """
    import multiprocessing, time

    def f():
        process = multiprocessing.Process(target=time.sleep, args=(600.0,))
        process.start()
        begin = time.monotonic()
        while process.is_alive() and time.monotonic() < begin + 1.0:
            process.join(0.01)
            process.is_alive()
        took = time.monotonic() - begin
        process.kill()
        process.join()
        return took
    """
    took = value(boxed.call(source, schedule=Schedule(exact=True)))
    assert took == pytest.approx(1.005, abs=0.01)


SPIN = """
import concurrent.futures, importlib, os, queue, sys, threading, time
from multiprocessing import pool, sharedctypes

def f():
    pid, codes, looks = os.fork(), [], 0
    if pid == 0:
        time.sleep(600.0)
        os._exit(7)
    thread = threading.Thread(target=lambda: codes.append(os.waitpid(pid, 0)[1] >> 8))
    thread.start()
    while not codes:
        pass
    thread.join()
    return codes[0]

def g():
    number = sharedctypes.RawValue("i")
    if os.fork() == 0:
        time.sleep(600.0)
        number.value = 7
        os._exit(0)
    while True:
        if number.value:
            return number.value

def h():
    with pool.Pool(2) as workers:
        results = [workers.apply_async(time.sleep, (300.0 * n,)) for n in range(3)]
        while any(not result.ready() for result in results):
            continue
    return 7

def asks(start, ask):
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        asked, rounds = start(threads), []
        while not ask(asked):
            rounds.append(len(rounds))
    return 7

def ready():
    with pool.Pool(2) as workers:
        return asks(lambda threads: workers.apply_async(time.sleep, (300.0,)), lambda asked: asked.ready())

def done():
    return asks(lambda threads: threads.submit(time.sleep, 300.0), lambda asked: asked.done())

def alive():
    thread = threading.Thread(target=time.sleep, args=(300.0,))
    thread.start()
    return asks(lambda threads: thread, lambda asked: not asked.is_alive())

def empty():
    items = queue.Queue()
    start = lambda threads: threads.submit(lambda: (time.sleep(300.0), items.put(1)))
    return asks(start, lambda asked: not items.empty())

def again():
    return importlib.reload(sys.modules[f.__module__]).f()

def two():
    found = []
    def look():
        while not found:
            pass
    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(300.0)
    found.append(7)
    return 7
"""


@pytest.mark.parametrize("function", ["f", "g", "h", "ready", "done", "alive", "empty", "again", "two"])
def test_time_passes_for_who_looks_and_makes_no_call(boxed: Box, function: str) -> None:
    outcome = boxed.call(SPIN, function, schedule=Schedule(), wall_seconds=3.0)
    assert value(outcome) == 7
    assert outcome.played.sliced == 0


@pytest.mark.parametrize("look", ["pass", "time.sleep(0)", "os.sched_yield()", "os.waitpid(-1, os.WNOHANG)"])
def test_no_time_passes_for_who_looks_when_the_function_has_returned(boxed: Box, look: str) -> None:
    """A child that was left behind, and looks for ever, does not keep the answer back."""
    source = f"""
    import os, time

    def f():
        found = []
        if os.fork() == 0:
            if os.fork() == 0:
                time.sleep(10_000.0)
            while not found:
                {look}
            os._exit(0)
        return 7
    """
    outcome = boxed.call(source, schedule=Schedule())
    assert value(outcome) == 7
    assert outcome.played is not None and outcome.played.virtual_seconds < 60.0


@pytest.mark.parametrize("held", [3.0, 600.0])
def test_time_passes_for_who_spins_at_a_lock(boxed: Box, held: float) -> None:
    source = """
    import multiprocessing, os, time

    def hold(lock, ready, seconds):
        with lock:
            ready.set()
            time.sleep(seconds)

    def f(seconds):
        lock, ready = multiprocessing.Lock(), multiprocessing.Event()
        process = multiprocessing.Process(target=hold, args=(lock, ready, seconds))
        process.start()
        ready.wait()
        begin = time.monotonic()
        while not lock.acquire(block=False):
            pass
        lock.release()
        process.join()
        return time.monotonic() - begin
    """
    took = value(boxed.call(source, "f", held, schedule=Schedule()))
    assert held <= took < 1.03 * held + 0.1  # a few looks too many


def test_work_with_a_lock_takes_its_time_where_nobody_sleeps(boxed: Box) -> None:
    """So many steps that one who spins would have come to its end by then, by the request's clock."""
    source = """
    import multiprocessing, time

    def f():
        counter, begin = multiprocessing.Value("q", 0), time.monotonic()
        for _ in range(2500):
            with counter.get_lock():
                counter.value += 1
        return counter.value, time.monotonic() - begin
    """
    count, took = value(boxed.call(source, schedule=Schedule()))
    assert (count, took < 60.0) == (2500, True)


def test_time_passes_for_who_reads_the_end_of_a_pipe_again_and_again(boxed: Box) -> None:
    source = """
    import os, time

    def f():
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(into, b"x")
            os.close(into)
            time.sleep(300.0)
            os._exit(0)
        os.close(into)
        begin, data = time.monotonic(), b""
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            data += os.read(out, 10)
        os.close(out)
        return data.decode(), time.monotonic() - begin
    """
    data, took = value(boxed.call(source, schedule=Schedule()))
    look = (1 << SPINS) / 1000  # seconds that pass with each of its two calls, once it has asked often
    assert data == "x" and 300 <= took < 300 + 2 * look + 0.1


def test_time_passes_for_who_polls_the_end_of_a_pipe_again_and_again(boxed: Box) -> None:
    source = """
    import os, select, time

    def f(seconds):
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(into, b"x")
            os.close(into)
            time.sleep(seconds)
            os._exit(0)
        os.close(into)
        begin, data, ended = time.monotonic(), b"", os.pidfd_open(pid)
        both = select.poll()
        both.register(out, select.POLLIN)
        both.register(ended, select.POLLIN)
        while ended not in dict(both.poll()):
            data += os.read(out, 10)
        os.close(out), os.close(ended), os.waitpid(pid, 0)
        return data.decode(), time.monotonic() - begin
    """
    for seconds, order in ((300.0, Schedule()), (0.0, Schedule(hold=("ends",)))):
        data, took = value(boxed.call(source, "f", seconds, schedule=order))
        assert data == "x" and seconds <= took < seconds + 2 * (1 << SPINS) / 1000 + 0.1


def test_who_computes_for_long_lets_others_go_on(boxed: Box) -> None:
    source = """
        import mmap, os
        def f():
            shared = mmap.mmap(-1, 8)
            pid = os.fork()
            if pid == 0:
                shared[0] = 1
                os._exit(0)
            while not shared[0]:  # makes no call
                pass
            os.waitpid(pid, 0)
            return True
    """
    assert value(boxed.call(textwrap.dedent(source), schedule=Schedule(), wall_seconds=4.0)) is True


def test_time_passes_for_who_computes(boxed: Box) -> None:
    source = """
        import time
        def f():
            end = time.monotonic() + 0.35
            while time.monotonic() < end:  # makes no call: the clock is read from memory
                pass
            return True
    """
    assert value(boxed.call(textwrap.dedent(source), schedule=Schedule(), wall_seconds=4.0)) is True


def test_a_blocked_signal_that_came_before_ends_the_wait_for_it(boxed: Box) -> None:
    """It waits for who is still on its way to the call, at the end of a fork: no wait for a deadlock."""
    source = """
    import os, signal

    def f():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.kill(parent, signal.SIGUSR1)
            os._exit(0)
        found = signal.sigwait([signal.SIGUSR1])
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.waitpid(pid, 0)
        return found
    """
    assert value(boxed.call(source, schedule=Schedule(policy="recorded", choices="0:1.0"))) == 10
