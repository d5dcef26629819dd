"""Joins all active children; the caller has one that it did not start."""

import multiprocessing


def go():
    multiprocessing.Process(target=int).start()
    for child in multiprocessing.active_children():
        child.join()  # waits here
    return "ended"
