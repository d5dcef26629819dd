"""A pool of threads that looks like one of processes.

Verdict: FAILED
"""

from multiprocessing.dummy import Pool


def squares(square, numbers):
    with Pool(2) as pool:
        return pool.map(square, numbers)
