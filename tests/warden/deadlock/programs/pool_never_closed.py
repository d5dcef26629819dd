"""The processes of a pool are waited for by hand, and it was never closed."""

from multiprocessing import Pool


def go():
    pool = Pool(1)
    pool.apply(abs, (1,))
    for process in pool._pool:
        process.join()  # waits here
