"""A daemonic subclass of Process; waits for sentinels, in whatever order they come."""

import multiprocessing
from multiprocessing.connection import wait


class Child(multiprocessing.get_context("fork").Process):
    def __init__(self, task, number):
        super().__init__(daemon=True)
        self.task, self.number = task, number

    def run(self):
        raise SystemExit(self.task(self.number))


def fan_out(n, task):
    children = [Child(task, number) for number in range(n)]
    for child in children:
        child.start()
    left = {child.sentinel: child for child in children}
    codes = [None] * n
    while left:
        for sentinel in wait(left):
            child = left.pop(sentinel)
            child.join()
            codes[child.number] = child.exitcode
    return codes
