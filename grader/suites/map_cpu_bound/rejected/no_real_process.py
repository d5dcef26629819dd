"""Wrong: computes everything itself."""

import os


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    return [func(item) for item in items]
