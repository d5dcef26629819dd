"""Counted patience: a pause that was long enough, until it was not."""

import multiprocessing as mp
import os
import queue
import time

from kit import cells, ended, forked, remove, save


def pause_before_a_file_is_read():
    """The file is there."""
    pids = forked(lambda: save("result", "7"))
    time.sleep(0.5)
    found = os.path.exists("result")
    ended(pids)
    remove("result")
    return found


def five_looks():
    """The child's work is seen."""
    done = cells()

    def work():
        done[0] = 1

    pids = forked(work)
    for _ in range(5):
        if done[0]:
            break
        time.sleep(0.1)
    found = done[0]
    ended(pids)
    return found == 1


def silence_is_taken_for_death():
    """A living worker is not given up."""
    beats = mp.Queue()
    process = mp.Process(target=beats.put, args=("alive",))
    process.start()
    try:
        alive = beats.get(timeout=1.0) == "alive"
    except queue.Empty:
        alive = False
        beats.get()
    process.join()
    beats.close()
    return alive


def sleep_for_join():
    """The sum is there."""
    total = mp.Value("q", 0)

    def work():
        total.value = sum(range(20000))

    pids = forked(work)
    time.sleep(1.0)
    found = total.value
    ended(pids)
    return found != 0
