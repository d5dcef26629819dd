"""The handler sets an event."""

import signal
import threading


def work_until_term(step):
    over, steps = threading.Event(), 0
    old = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda number, frame: over.set())
    while not over.is_set():
        step()
        steps += 1
    signal.signal(signal.SIGTERM, old)
    return steps
