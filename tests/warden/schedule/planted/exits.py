"""Ends: what is not done yet when somebody leaves."""

import multiprocessing as mp
import os
import threading
import time

from kit import cells, ended, forked


def daemon_thread_is_cut_off():
    """The work is done."""
    done = cells()

    def work():
        os.sched_yield()
        done[0] = 1

    def lead():
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(1.0)

    ended(forked(lead))
    return done[0] == 1


def ended_with_the_lock():
    """The other process gets the lock."""
    lock = mp.Lock()

    def work():
        while True:
            with lock:
                os.sched_yield()
            time.sleep(1)

    process = mp.Process(target=work)
    process.start()
    time.sleep(0.5)
    process.terminate()
    process.join()
    lock.acquire()
    return True


def manager_ends_before_its_user():
    """The child ends well."""
    with mp.Manager() as manager:
        numbers = manager.list()
        process = mp.Process(target=numbers.append, args=(1,))
        process.start()
        process.join(1.0)
    process.join()
    return process.exitcode == 0
