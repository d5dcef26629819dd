"""The manager runs a slow method."""

import time
from multiprocessing.managers import BaseManager


class Slow:
    def work(self):
        time.sleep(0.6)
        return "ended"


class Managing(BaseManager):
    pass

Managing.register("Slow", Slow)


def go():
    with Managing() as manager:
        return manager.Slow().work()
