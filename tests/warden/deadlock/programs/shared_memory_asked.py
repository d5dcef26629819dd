"""A value in shared memory, asked for with sleeps, and another process that sets it late."""

import time
from multiprocessing import Process, RawValue


def work(value):
    time.sleep(0.5)
    value.value = 1


def go():
    value = RawValue("i")
    child = Process(target=work, args=(value,))
    child.start()
    while not value.value:
        time.sleep(0.02)
    child.join()
    return "ended"
