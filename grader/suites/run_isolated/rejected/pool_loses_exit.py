"""Believes that a task may end its pool process.

A pool process that ends loses its task; apply waits for the result for ever.

Caught by: checks whose fn calls sys.exit or os._exit or kills its process. Passes with an fn that returns or raises an Exception.
Verdict: TIMED_OUT. Diagnosis: sys-exit-in-pool.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Pool


def _ignore_result(fn: Callable[[], object]) -> None:
    fn()


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pool = Pool(1)
    try:
        pool.apply(_ignore_result, (fn,))
        return ("exit", 0)
    except Exception:
        return ("exit", 1)
    finally:
        pool.close()
        pool.join()
