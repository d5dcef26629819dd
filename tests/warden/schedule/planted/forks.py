"""Locks of threads at a fork: the child has a copy of a lock, but not the thread that would release it."""

import os
import threading

from kit import ended, forked


def lock_of_a_thread_at_a_fork():
    """The child ends."""
    lock, lines = threading.Lock(), []

    def log():
        with lock:
            lines.append("begun")

    thread = threading.Thread(target=log)
    thread.start()

    def work():
        with lock:
            lines.append("child")

    codes = ended(forked(work))
    thread.join()
    return codes == [0]


def two_steps_of_a_thread_at_a_fork():
    """What the child has inherited fits together."""
    account = {"left": 5, "right": 5}

    def move():
        account["left"] -= 1
        account["right"] += 1

    thread = threading.Thread(target=move)
    thread.start()
    codes = ended(forked(lambda: os._exit(account["left"] + account["right"])))
    thread.join()
    return codes == [10]
