"""Misconception: a pool is expensive, so keep it; it will end by itself. Its processes live on after the function returned.

Caught by: any call; `workers` processes are alive on return. Verdict: LEAKED. Diagnosis: never-closed.
"""

import multiprocessing

pools = {}


def run_all(func, tasks, workers):
    if workers not in pools:
        pools[workers] = multiprocessing.Pool(workers)
    return pools[workers].starmap(func, tasks)
