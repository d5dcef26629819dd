"""A pool whose tasks sleep."""

import time
from multiprocessing import Pool


def go():
    with Pool(2) as pool:
        pool.map(time.sleep, [0.3, 0.5])
        pool.close()
        pool.join()
    return "ended"
