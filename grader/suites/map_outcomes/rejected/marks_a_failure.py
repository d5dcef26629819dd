"""Wrong: a result that begins like a failure is taken for one.

Caught by: results that begin with the answer's own literals. FAILED, result-for-outcome.
"""

from __future__ import annotations
import multiprocessing as mp

def _safe(func, item):
    try:
        return func(item)
    except BaseException as e:
        return "!!error", type(e).__name__

def map_outcomes(func, items, workers):
    with mp.Pool(workers) as pool:
        rs = [pool.apply_async(_safe, (func, i)) for i in items]
        got = [r.get() for r in rs]
        pool.close(); pool.join()
    return [("error", g[1]) if isinstance(g, tuple) and g and g[0] == "!!error" else ("ok", g) for g in got]
