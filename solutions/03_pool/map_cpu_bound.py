"""As many processes as there are CPUs to run them.

For work that only computes, more processes than CPUs gain nothing: they take
turns. How many CPUs the machine has is not how many this process may use:
an administrator, a container or `taskset` may have given it fewer.
"""

from __future__ import annotations

# BEGIN SOLUTION
import multiprocessing
import os

# END SOLUTION
from collections.abc import Callable
from typing import Any


def usable_cpus() -> int:
    """Return the number of CPUs that this process may run on now.

    That is the size of its CPU affinity, which may change while it runs. The
    number of CPUs of the machine (`os.cpu_count()`) does not count; it may be
    larger.
    """
    # BEGIN SOLUTION
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
    # END SOLUTION


def map_cpu_bound(func: Callable[[Any], object], items: list[Any]) -> list[Any]:
    """Return `[func(item) for item in items]`, computed in as many processes as can run at once.

    The calls run in processes other than the caller's: in exactly
    `min(len(items), usable_cpus())` of them at once, as the number is when the
    function is called. So many calls are in progress together; what is beyond
    that waits for its turn. Whenever an item is waiting, all of these processes
    are at work: a slow item holds up nobody. No more processes than these are started at a time.

    The results stand in the order of the items, whichever call ends first. No
    items: `[]`.

    `func` is a picklable function at the top level of a module; it does not
    raise. The function must work under the start methods fork, forkserver and
    spawn; the caller has set one, leave it as it is.

    When the function returns, every process that it started has ended and has
    been collected.
    """
    # BEGIN SOLUTION
    if not items:
        return []
    with multiprocessing.Pool(min(len(items), usable_cpus())) as pool:
        results = pool.map(func, items, chunksize=1)
        # Leaving the block terminates the pool; closing and joining lets its processes end.
        pool.close()
        pool.join()
    return results
    # END SOLUTION
