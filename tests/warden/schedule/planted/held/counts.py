"""Semaphores, barriers and events that are counted or placed wrong."""

import multiprocessing as mp
import os

from kit import cells, together


def count_of_readers_without_a_lock():
    """Nobody reads while somebody writes."""
    readers, gate, inside, mixed = cells(), mp.Semaphore(1), cells(), cells()

    def read():
        readers[0] += 1
        if readers[0] == 1:
            gate.acquire()
        if inside[0]:
            mixed[0] = 1
        readers[0] -= 1
        if readers[0] == 0:
            gate.release()

    def write():
        with gate:
            inside[0] = 1
            inside[0] = 0

    codes = together(read, read, write)
    return mixed[0] == 0 and codes == [0, 0, 0]


def turn_given_too_early():
    """One is inside at a time."""
    wants, turn, inside, most = cells(2), cells(), cells(), cells()

    def work(me):
        turn[0] = 1 - me
        wants[me] = 1
        while wants[1 - me] and turn[0] != me:
            os.sched_yield()
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        inside[0] -= 1
        wants[me] = 0

    together(lambda: work(0), lambda: work(1))
    return most[0] == 1


def made_twice():
    """It is made once."""
    made, is_made, lock = cells(), cells(), mp.Lock()

    def get():
        if not is_made[0]:
            with lock:
                made[0] += 1
                is_made[0] = 1

    together(get, get)
    return made[0] == 1
