"""Lock order: each holds what the other wants."""

import fcntl
import multiprocessing as mp
import os
import threading

from kit import cells, ended, forked, remove, together


def accounts_in_the_order_of_arguments():
    """Both transfers are made."""
    locks = [mp.Lock(), mp.Lock()]

    def move(source, target):
        locks[source].acquire()
        locks[target].acquire()
        locks[target].release()
        locks[source].release()

    return together(lambda: move(0, 1), lambda: move(1, 0)) == [0, 0]


def fork_while_a_thread_has_the_lock():
    """The child ends."""
    lock = threading.Lock()
    out, into = os.pipe()

    def write():
        with lock:
            os.write(into, b"x")

    thread = threading.Thread(target=write)
    thread.start()
    os.read(out, 1)

    def work():
        with lock:
            pass

    codes = together(work)
    thread.join()
    os.close(out)
    os.close(into)
    return codes == [0]


def waits_with_an_outer_lock():
    """The waiting one is woken."""
    outer, condition, flag = mp.Lock(), mp.Condition(), cells()

    def tell():
        with outer, condition:
            flag[0] = 1
            condition.notify_all()

    def wait():
        with outer, condition:
            condition.wait_for(lambda: flag[0])

    return together(tell, wait) == [0, 0]


def one_permit_after_the_other():
    """Both get their two permits."""
    permits = mp.Semaphore(2)

    def work():
        for _ in range(2):
            permits.acquire()
        for _ in range(2):
            permits.release()

    return together(work, work) == [0, 0]


def two_file_locks():
    """Both come through."""

    def work(first, second):
        with open(first, "w") as one, open(second, "w") as two:
            fcntl.flock(one, fcntl.LOCK_EX)
            fcntl.flock(two, fcntl.LOCK_EX)

    codes = together(lambda: work("a", "b"), lambda: work("b", "a"))
    remove("a", "b")
    return codes == [0, 0]


def reader_wants_to_write():
    """Both go from a shared lock to an exclusive one."""

    def work():
        with open("file", "a+") as file:
            fcntl.lockf(file, fcntl.LOCK_SH)
            fcntl.lockf(file, fcntl.LOCK_EX)
            file.write("x")

    pids = forked(work, work)
    codes = ended(pids)
    remove("file")
    return codes == [0, 0]
