"""Believes that a thread isolates as a process does.

fn runs in a thread of the caller; no process is started.

Caught by: every check with a harmless fn that calls observe: the observation comes from the caller, and the evidence shows a thread. (An fn that kills its process or calls os._exit ends the runner itself: CRASHED there.)
Verdict: FAILED. Diagnosis: threads-instead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    codes = [0]

    def run() -> None:
        try:
            fn()
        except SystemExit as stop:
            if stop.code is not None:
                codes[0] = stop.code & 0xFF if isinstance(stop.code, int) else 1
        except BaseException:
            codes[0] = 1

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return ("exit", codes[0])
