"""Takes the whole lowest byte of the status for the signal: its eighth bit tells of a core dump.

Caught by: the check of signals.
Verdict: FAILED. Diagnosis: core-bit-in-signal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            fn()
            code = 0
        except SystemExit as error:
            code = 0 if error.code is None else error.code & 0xFF if isinstance(error.code, int) else 1
        finally:
            sys.stdout.flush()
            os._exit(code)
    status = os.waitpid(pid, 0)[1]
    return ("signal", status & 0xFF) if status & 0xFF else ("exit", status >> 8)
