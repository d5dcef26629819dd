"""Different: `maxtasksperchild=1`, so that the pool replaces its processes; `imap` over a function of one argument."""

import functools
import multiprocessing


def call(func, args):
    return func(*args)


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers, maxtasksperchild=1)
    results = list(pool.imap(functools.partial(call, func), tasks))
    pool.close()
    pool.join()
    return results
