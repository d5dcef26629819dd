"""Missed wake-ups: the call comes before anybody waits for it."""

import multiprocessing as mp
import os
import signal

from kit import cells, ended, forked, together


def condition_without_a_flag():
    """Who waits is woken."""
    condition = mp.Condition()

    def wait():
        with condition:
            condition.wait()

    def wake():
        with condition:
            condition.notify()

    return together(wait, wake) == [0, 0]


def event_cleared_after_the_work():
    """Both jobs are done."""
    event, done, jobs = mp.Event(), mp.Semaphore(0), cells(2)

    def work():
        finished = 0
        while finished < 2:
            event.wait()
            finished = jobs[0]
            event.clear()
        jobs[1] = finished

    def give():
        for _ in range(2):
            jobs[0] += 1
            event.set()
            done.release()

    return together(work, give) == [0, 0] and jobs[1] == 2


def signal_before_the_pause():
    """The child is woken."""
    flag = []
    before = signal.signal(signal.SIGUSR1, lambda *_: flag.append(True))
    out, into = os.pipe()

    def wait():
        if not flag:
            os.write(into, b"x")
            signal.pause()

    pids = forked(wait)
    os.read(out, 1)
    os.kill(pids[0], signal.SIGUSR1)
    codes = ended(pids)
    signal.signal(signal.SIGUSR1, before)
    os.close(out)
    os.close(into)
    return codes == [0]


def child_ends_before_the_pause():
    """The end of the child is noticed."""
    ends = []
    before = signal.signal(signal.SIGCHLD, lambda *_: ends.append(True))
    pids = forked(lambda: None)
    while not ends:
        signal.pause()
    signal.signal(signal.SIGCHLD, before)
    return ended(pids) == [0]


def one_condition_for_two_kinds():
    """All that was put is taken."""
    condition, room, things = mp.Condition(), cells(), cells()

    def put():
        with condition:
            while room[0] == 1:
                condition.wait()
            room[0] = 1
            things[0] += 1
            condition.notify()

    def take():
        with condition:
            while room[0] == 0:
                condition.wait()
            room[0] = 0
            condition.notify()

    return together(put, put, take, take) == [0, 0, 0, 0]


def last_one_out_is_not_told():
    """The parent learns that both are done."""
    condition, left = mp.Condition(), cells()
    left[0] = 2

    def work():
        left[0] -= 1
        if left[0] == 0:
            with condition:
                condition.notify()

    pids = forked(work, work)
    if left[0]:
        with condition:
            condition.wait()
    return ended(pids) == [0, 0]
