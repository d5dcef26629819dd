"""Missed wake-ups: the call comes before anybody waits for it."""

import multiprocessing as mp
import os

from kit import cells, together


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
