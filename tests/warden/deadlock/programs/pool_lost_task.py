"""The process that had the task ended by itself: its result never comes."""

import os
from multiprocessing import Pool


def go():
    with Pool(1) as pool:
        return pool.apply_async(os._exit, (0,)).get()  # waits here
