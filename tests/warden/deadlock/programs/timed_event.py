"""Event, Condition and Barrier with time limits."""

import multiprocessing
import threading


def go():
    for kind in (multiprocessing, threading):
        kind.Event().wait(0.2)
        condition = kind.Condition()
        with condition:
            condition.wait(0.2)
        try:
            kind.Barrier(2).wait(0.2)
        except threading.BrokenBarrierError:
            pass
    return "ended"
