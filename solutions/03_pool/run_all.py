"""A fixed number of processes, more tasks than processes, and an orderly end.

A pool starts its processes once and hands them one task after another. Its end has two forms: let
everybody finish and go home (close, then join), or end them where they stand (terminate).
"""

from __future__ import annotations

# BEGIN SOLUTION
import multiprocessing

# END SOLUTION
from collections.abc import Callable


def run_all(func: Callable[..., object], tasks: list[tuple[object, ...]], workers: int) -> list[object]:
    """Call `func(*args)` for every `args` in `tasks`, in a pool of `workers` processes.

    Return the results in the order of `tasks`, whatever the order in which they were finished.
    `run_all(pow, [(2, 3), (5, 2)], 2)` is `[8, 25]`. A result may be any value that can be pickled,
    also None, 0 or "", and is kept as it is. No tasks give the empty list. Each task is called once.

    `workers` is at least 1. When there are at least that many tasks, `workers` of them are in
    progress at once, in as many processes, however many CPUs the machine has. Whenever a task is
    waiting, all `workers` are at work: a slow task holds up nobody, so batches and parts that are
    fixed beforehand are wrong. There are never more than `workers` such processes at a time. No
    task runs in the calling process.

    The processes of the pool end normally, by themselves, with exit code 0, so that the exit
    handlers registered in them run to their end (`multiprocessing.util.Finalize`, which
    multiprocessing itself uses). To end them with a signal cuts these handlers off. Mind that
    leaving a `with multiprocessing.Pool(...)` block does exactly that: it calls `terminate()`. And
    `Pool.join()` is allowed only after `close()` or `terminate()`; before, it raises ValueError.

    `func` is a module-level function; it, the arguments and the results can be pickled. The calls
    do not raise (`map_outcomes` is about those that do). This must work under every start method
    (fork, forkserver, spawn); the caller has chosen one already, leave it as it is.

    When this returns, every process that it started has ended and has been waited for, and no
    descriptor, thread or temporary file of the pool is left.
    """
    # BEGIN SOLUTION
    pool = multiprocessing.Pool(workers)
    try:
        return pool.starmap(func, tasks, chunksize=1)
    finally:
        pool.close()  # no more tasks: a process that finds nothing to do ends by itself
        pool.join()
    # END SOLUTION
