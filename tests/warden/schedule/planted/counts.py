"""Semaphores, barriers and events that are counted or placed wrong."""

import multiprocessing as mp
import time

from kit import cells, together


def released_twice():
    """One is inside at a time."""
    gate, inside, most = mp.Semaphore(1), cells(), cells()

    def work():
        gate.acquire()
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        gate.release()
        inside[0] -= 1

    together(work, work)
    return most[0] == 1


def ready_is_told_too_early():
    """What is ready is there."""
    ready, result, found = mp.Semaphore(0), cells(), cells()

    def make():
        ready.release()
        result[0] = 7

    def use():
        ready.acquire()
        found[0] = result[0]

    together(make, use)
    return found[0] == 7


def no_barrier_between_the_phases():
    """Each reads what the other has written."""
    slots, found = cells(2), cells(2)

    def work(number):
        slots[number] = number + 1
        time.sleep(0.1)
        found[number] = slots[1 - number]

    together(lambda: work(0), lambda: work(1))
    return list(found[:2]) == [2, 1]
