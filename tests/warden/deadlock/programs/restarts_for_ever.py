"""A pool whose processes end at once is refilled for ever."""

import os
from multiprocessing import Pool


def go():
    with Pool(2, initializer=os._exit, initargs=(0,)) as pool:
        pool.apply(abs, (1,))
