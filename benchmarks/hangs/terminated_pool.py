"""A pool is terminated, and somebody waits for a result of it.

https://github.com/python/cpython/issues/79659
"""

import multiprocessing as mp
import time

if __name__ == "__main__":
    pool = mp.Pool(1)
    result = pool.apply_async(time.sleep, (600,))
    pool.terminate()
    result.get()  # <- stuck
