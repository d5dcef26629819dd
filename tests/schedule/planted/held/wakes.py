"""Missed wake-ups: the call comes before anybody waits for it."""

import multiprocessing as mp
import os
import signal

from kit import cells, ended, forked, together


def one_call_for_two_kinds():
    """Who waits for the second flag is woken."""
    condition, flags = mp.Condition(), cells(2)

    def wait(number):
        with condition:
            while not flags[number]:
                condition.wait()

    def tell():
        for number in (1, 0):
            with condition:
                flags[number] = 1
                condition.notify()

    return together(lambda: wait(1), lambda: wait(0), tell) == [0, 0, 0]


def condition_asked_once():
    """Nobody takes what is not there."""
    condition, items = mp.Condition(), cells()

    def take():
        with condition:
            if not items[0]:
                condition.wait()
            items[0] -= 1

    def put():
        for _ in range(2):
            with condition:
                items[0] += 1
                condition.notify_all()

    return together(take, take, put) == [0, 0, 0]


def signals_that_are_one():
    """Both signals are counted."""
    rung = []
    before = signal.signal(signal.SIGUSR1, lambda *_: rung.append(True))
    out, into = os.pipe()

    def count():
        os.write(into, b"x")
        while len(rung) < 2:
            signal.sigtimedwait((), 0.01)

    pids = forked(count)
    os.read(out, 1)
    for _ in range(2):
        os.kill(pids[0], signal.SIGUSR1)
        os.sched_yield()
    codes = _limited(pids)
    signal.signal(signal.SIGUSR1, before)
    os.close(out)
    os.close(into)
    return codes == [0]


def _limited(pids):
    """Exit codes; who has not ended after an hour is killed."""
    import time

    for _ in range(60):
        if os.waitid(os.P_PID, pids[0], os.WEXITED | os.WNOHANG | os.WNOWAIT):
            break
        time.sleep(60)
    else:
        os.kill(pids[0], signal.SIGKILL)
    return ended(pids)


def asks_then_waits_for_the_call():
    """Who waits is woken."""
    ready, wake = cells(), mp.Condition()

    def wait():
        if not ready[0]:
            with wake:
                wake.wait()

    def tell():
        ready[0] = 1
        with wake:
            wake.notify_all()

    return together(tell, wait) == [0, 0]


def bell_emptied_too_late():
    """The last job is seen."""
    jobs = cells(2)
    out, into = os.pipe()

    def give():
        for _ in range(2):
            jobs[0] += 1
            os.write(into, b"x")

    def work():
        while jobs[1] < 2:
            if jobs[0] == jobs[1]:
                os.read(out, 10)
                continue
            jobs[1] = jobs[0]
            os.read(out, 10)

    codes = together(give, work)
    os.close(out)
    os.close(into)
    return codes == [0, 0]
