"""Believes that catching the exception is isolation enough.

fn runs in the caller; no process is started.

Caught by: every check with a harmless fn that calls observe: the observation comes from the caller. (An fn that kills its process or calls os._exit ends the runner itself: CRASHED there.)
Verdict: FAILED. Diagnosis: no-real-process.
"""

from __future__ import annotations

from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    try:
        fn()
    except SystemExit as stop:
        if stop.code is None:
            return ("exit", 0)
        return ("exit", stop.code & 0xFF if isinstance(stop.code, int) else 1)
    except BaseException:
        return ("exit", 1)
    return ("exit", 0)
