"""Lock order: each holds what the other wants."""

import fcntl
import multiprocessing as mp
import os

from kit import ended, forked, remove, together


def three_at_a_table():
    """All eat."""
    forks = [mp.Lock() for _ in range(3)]

    def eat(seat):
        with forks[seat], forks[(seat + 1) % 3]:
            pass

    return together(*(lambda seat=seat: eat(seat) for seat in range(3))) == [0, 0, 0]


def lock_and_file_lock():
    """Both come through."""
    lock = mp.Lock()

    def first():
        with lock, open("file", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)

    def second():
        with open("file", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with lock:
                pass

    codes = together(first, second)
    remove("file")
    return codes == [0, 0]


def waits_for_a_child_with_its_lock():
    """The child ends."""
    lock = mp.Lock()
    out, into = os.pipe()

    def work():
        os.write(into, b"x")
        with lock:
            pass

    pids = forked(work)
    os.read(out, 1)
    with lock:
        codes = ended(pids)
    os.close(out)
    os.close(into)
    return codes == [0]


def lock_order():
    """Both come through."""
    a, b = mp.Lock(), mp.Lock()

    def move(first, second):
        for _ in range(2):
            with first, second:
                pass

    return together(lambda: move(a, b), lambda: move(b, a)) == [0, 0]
