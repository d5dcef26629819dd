"""join waits for every task, also for one that is lost."""

import os
from multiprocessing import Pool


def go():
    pool = Pool(2)
    pool.apply_async(os._exit, (0,))
    pool.close()
    pool.join()  # waits here
